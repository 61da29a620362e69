"""What the ledger's record screens share: lists kept to the entity, forms that call a service."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.iban import bic_warning, clean_bic, clean_iban
from core.people.access import user_of
from core.screens import entity_switch, toasts
from core.screens.forms.once import key_of_form
from core.screens.lists import ListPage, neighbours
from core.screens.lists.history import last_event_id
from core.screens.lists.links import with_query
from core.screens.services.make_once import make_once
from core.text.errors import BusinessError
from ledger.books.forms.refusals import texts_of
from ledger.books.models import BankAccount, BankDetailsChange
from ledger.books.selectors.bank_details_changes import waiting_for

M = TypeVar("M", bound=Model)

EDIT = "ledger_books.edit_records"
SEE = "ledger_books.see_ledger"


class LedgerList(ListPage[M]):
    """A list kept to the entity chosen in the top bar, where one is."""

    def in_entity(self, rows: QuerySet[M], path: str = "entity") -> QuerySet[M]:
        chosen = entity_switch.current(self.request)
        return rows.filter(**{f"{path}__code": chosen.code}) if chosen else rows


def edit(
    request: HttpRequest,
    form: "forms.Form | forms.ModelForm[Any]",
    *,
    title: str,
    back: str,
    save: Callable[[dict[str, Any], int | None], Model],
    address: Callable[[Any], str],
    hint: str = "",
) -> HttpResponse:
    """Show the form, or save what it holds through ``save`` and go to the record.

    A page that makes a record makes one, however often it is sent.
    """
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("seen", None)
        values.pop("page", None)
        try:
            record = make_once(
                lambda: save(values, seen),
                key=key_of_form(request),
                acting_user=user_of(request),
                now=timezone.now(),
            )
        except BusinessError as refusal:
            show_refusal(form, refusal)
        else:
            said = _("%(record)s : enregistré.") % {"record": record}
            toasts.done(request, said + _what_waits(record))
            warn_of_bic(request, form, record if isinstance(record, BankAccount) else None)
            return redirect(with_query(address(record), request.GET.urlencode()))
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "form_title": title,
        "hint": hint,
        "back": with_query(back, request.GET.urlencode()),
    }
    return render(request, "ledger/record_form.html", context, status=status)


def warn_of_bic(request: HttpRequest, form: forms.BaseForm, account: BankAccount | None) -> None:
    """Tell who has just typed an IBAN or a BIC, and had both accepted, where the BIC is another
    bank's. ``account``: whose IBAN counts where none was typed."""
    typed = form.cleaned_data
    if not {"iban", "bic"}.intersection(form.changed_data) or not typed.get("bic"):
        return
    known = account.iban if account else ""
    iban = clean_iban(typed["iban"]) if typed.get("iban") else known
    if warning := bic_warning(iban, clean_bic(typed["bic"])):
        toasts.warned(request, warning)


def _what_waits(record: Any) -> str:
    """What to add where bank details were asked for rather than changed; empty elsewhere."""
    if isinstance(record, BankAccount | BankDetailsChange):
        return details_wait(record.entity_id)
    return ""


def details_wait(entity_id: int) -> str:
    """A sentence, after a space, where new bank details of the entity wait for approval."""
    if waiting_for(entity_id) is None:
        return ""
    return " " + _(
        "Les nouvelles coordonnées bancaires attendent d’être approuvées : les anciennes restent "
        "en vigueur."
    )


def show_refusal(form: Any, refusal: BusinessError) -> None:
    """Put the refusal above the form; sent again as it is, the form now knows the latest state."""
    for text in texts_of(refusal):
        form.add_error(None, text)
    instance = getattr(form, "instance", None)
    if instance is not None and instance.pk and "seen" in form.fields:
        form.data = form.data.copy()
        form.data["seen"] = str(last_event_id(instance))


def keep_place(request: HttpRequest, url: str, record: Model) -> str:
    """``url`` with what the record needs to find its neighbours again."""
    beside = neighbours(request, record.pk)
    return with_query(url, beside.query if beside else "")


def typed(request: HttpRequest) -> str:
    """What is being typed in a field that asks for suggestions, whatever the field's name."""
    return next((str(value) for value in request.GET.values()), "")


def options(request: HttpRequest, texts: Iterable[str]) -> HttpResponse:
    return render(request, "ledger/partials/options.html", {"options": texts})
