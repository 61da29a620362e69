"""The record of an entity, tab by tab."""

from typing import Any

from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.forms.once import key_of_form
from core.screens.lists.records import GoTo, RecordPage, RecordTab
from core.screens.services.make_once import make_once
from core.text.errors import BusinessError
from ledger.books.forms.entity_forms import (
    AccountingForm,
    BaseDataForm,
    GroupedForm,
    LetterVariableFormSet,
)
from ledger.books.models import Entity
from ledger.books.selectors.entities import effective_transfer_category
from ledger.books.services.save_entity import save_entity
from ledger.books.services.save_letter_variables import save_letter_variables
from ledger.books.views.bank_details_pages import proof_of
from ledger.books.views.common import EDIT, SEE, details_wait, keep_place, warn_of_bic
from ledger.books.views.entity_list import EntityList

KIND = "ledger_books.entity"


def _links(entity: Entity) -> list[GoTo]:
    query = f"?entite={entity.code}"
    return [
        GoTo(_("Balance"), reverse("ledger:trial_balance") + query, "scale"),
        GoTo(_("Grand livre"), reverse("ledger:general_ledger") + query, "book"),
        GoTo(_("Journaux"), reverse("ledger:journal_listing") + query, "notebook"),
    ]


PAGE = RecordPage(
    kind=KIND,
    list_page=EntityList,
    tabs=(
        RecordTab("base", gettext_lazy("Données de base"), "ledger:entity"),
        RecordTab("open", gettext_lazy("Exercices ouverts"), "ledger:entity_open_years"),
        RecordTab("online", gettext_lazy("Exercices clôturés en ligne"), "ledger:entity_years"),
        RecordTab(
            "offline", gettext_lazy("Exercices clôturés hors ligne"), "ledger:entity_archives"
        ),
        RecordTab("words", gettext_lazy("Variables courriers"), "ledger:entity_words"),
        RecordTab(
            "accounting", gettext_lazy("Comptabilité, TPE et TIP"), "ledger:entity_accounting"
        ),
        RecordTab("history", gettext_lazy("Historique"), "ledger:entity_history"),
    ),
    links=_links,
)


def entity_of(pk: int) -> Entity:
    return get_object_or_404(
        Entity.objects.select_related("collection_account", "managing_party", "validator"), pk=pk
    )


def _may_edit(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(EDIT))


def _tab(
    request: HttpRequest, entity: Entity, form: Any, *, tab: str, template: str, **context: Any
) -> HttpResponse:
    if not _may_edit(request):
        for field in form.fields.values():
            field.disabled = True
    response = PAGE.render(
        request,
        entity,
        tab=tab,
        template=template,
        form=form,
        may_edit=_may_edit(request),
        **context,
    )
    response.status_code = 422 if form.is_bound else 200
    return response


def _save(request: HttpRequest, entity: Entity, form: GroupedForm, **more: Any) -> Entity | None:
    """The saved entity; None, with the refusal in the form, where the service says no."""
    try:
        return make_once(
            lambda: save_entity(
                entity=entity,
                values=form.entity_values(),
                acting_user=user_of(request),
                seen=form.cleaned_data["seen"],
                proof=proof_of(request),
                **more,
                now=timezone.now(),
            ),
            key=key_of_form(request),
            acting_user=user_of(request),
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.refuse(refusal)
        return None


@right_required(EDIT)
def entity_new(request: HttpRequest) -> HttpResponse:
    """A new entity: its base data first."""
    form = BaseDataForm(request.POST or None, instance=Entity())
    if request.method == "POST" and form.is_valid():
        saved = _save(request, Entity(), form, bank=form.bank_values())
        if saved:
            toasts.done(request, _("L’entité %(entity)s est créée.") % {"entity": saved})
            warn_of_bic(request, form, saved.collection_account)
            return redirect("ledger:entity", pk=saved.pk)
    context = {"form": form, "may_edit": True, "back": reverse("ledger:entities")}
    return render(request, "ledger/entity_new.html", context, status=422 if form.is_bound else 200)


@right_required(SEE)
def entity_base(request: HttpRequest, pk: int) -> HttpResponse:
    """*Données de base*: read by all, changed by whoever may edit records."""
    entity = entity_of(pk)
    posted = request.method == "POST" and _may_edit(request)
    form = BaseDataForm(request.POST if posted else None, instance=entity)
    if (
        posted
        and form.is_valid()
        and (saved := _save(request, entity, form, bank=form.bank_values()))
    ):
        said = _("La fiche %(entity)s est enregistrée.") % {"entity": entity.code}
        toasts.done(request, said + details_wait(pk))
        warn_of_bic(request, form, saved.collection_account)
        return redirect(keep_place(request, reverse("ledger:entity", args=[pk]), entity))
    return _tab(
        request,
        entity,
        form,
        tab="base",
        template="ledger/entity_base.html",
        year=entity.fiscal_years.filter(status="open").order_by("-start").first(),
        bank=entity.collection_account,
        may_reveal=request.user.has_perm("core_people.reveal_iban"),
    )


@right_required(SEE)
def entity_accounting(request: HttpRequest, pk: int) -> HttpResponse:
    """*Comptabilité, TPE et TIP*."""
    entity = entity_of(pk)
    posted = request.method == "POST" and _may_edit(request)
    form = AccountingForm(request.POST if posted else None, instance=entity)
    if posted and form.is_valid() and _save(request, entity, form, journals=form.journals()):
        toasts.done(request, _("La fiche %(entity)s est enregistrée.") % {"entity": entity.code})
        return redirect(keep_place(request, reverse("ledger:entity_accounting", args=[pk]), entity))
    return _tab(
        request,
        entity,
        form,
        tab="accounting",
        template="ledger/entity_accounting.html",
        category=effective_transfer_category(code=entity.transfer_category, country=entity.country),
        base_url=reverse("ledger:entity", args=[pk]),
        one_off_refused="one_off_allowed" in form.errors,
    )


@right_required(SEE)
def entity_words(request: HttpRequest, pk: int) -> HttpResponse:
    """*Variables courriers*."""
    entity = entity_of(pk)
    posted = request.method == "POST" and _may_edit(request)
    known = [{"name": each.name, "value": each.value} for each in entity.letter_variables.all()]
    forms: BaseFormSet[Any] = LetterVariableFormSet(request.POST if posted else None, initial=known)
    if posted and forms.is_valid():
        save_letter_variables(
            entity=entity,
            variables=forms.variables(),  # type: ignore[attr-defined]
            acting_user=user_of(request),
        )
        toasts.done(
            request, _("Les variables de %(entity)s sont enregistrées.") % {"entity": entity}
        )
        return redirect(keep_place(request, reverse("ledger:entity_words", args=[pk]), entity))
    response = PAGE.render(
        request,
        entity,
        tab="words",
        template="ledger/entity_words.html",
        formset=forms,
        may_edit=_may_edit(request),
    )
    response.status_code = 422 if forms.is_bound else 200
    return response


@right_required(SEE)
def entity_history(request: HttpRequest, pk: int) -> HttpResponse:
    return PAGE.history(request, entity_of(pk))
