"""Files for the bank: their page, their download, their states."""

from collections.abc import Callable, Container

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.people.models import User
from core.screens import toasts
from core.text.errors import BusinessError
from ledger.books.enums import UNDATED
from ledger.books.selectors.open_days import first_open_day
from receipts.draft.views.answers import staff
from sepa.collections import services as collecting
from sepa.collections.models import Collection
from sepa.collections.selectors.moments import collection_steps
from sepa.collections.services.download_collection import download_collection
from sepa.collections.views.collection_list import COLLECTION, GENERATE
from sepa.mandates.views.mandate_list import SEE

_SHOWN = 200


def _get(pk: int) -> Collection:
    rows = Collection.objects.select_related(
        "entity", "bank_account", "file__folder", "created_by"
    ).defer("bank_account__iban")
    return get_object_or_404(rows, pk=pk)


@right_required(SEE)
@require_GET
def collection(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in the file, where it is in its life, where its bytes are."""
    record = _get(pk)
    transactions = record.transactions.select_related("mandate__receipt__account").defer(
        "mandate__iban", "mandate__evidence", "mandate__receipt__raw_data"
    )
    return COLLECTION.render(
        request,
        record,
        tab="file",
        template="sepa/collection.html",
        transactions=transactions.order_by("id")[:_SHOWN],
        more=max(0, record.transaction_count - _SHOWN),
        steps=collection_steps(record),
    )


@right_required(SEE)
@require_GET
def collection_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what to the file."""
    return COLLECTION.history(request, _get(pk))


@right_required(GENERATE)
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The archived bytes, exactly."""
    record = _get(pk)
    content = download_collection(record, acting_user=staff(request))
    return HttpResponse(
        content,
        content_type="application/xml",
        headers={
            "Content-Disposition": content_disposition_header(True, record.file.name),
            "Cache-Control": "no-store",
        },
    )


class SettleForm(forms.Form):
    """On which day the entry is written, where not on that of the debit."""

    entry_date = forms.DateField(
        label=gettext_lazy("Date de l’écriture"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _change(
    request: HttpRequest,
    pk: int,
    act: Callable[[Collection, User], object],
    text: str,
    *,
    passes: Container[str] = (),
) -> HttpResponse:
    """Act and tell how it went; refusals whose codes are among ``passes`` are raised."""
    record = get_object_or_404(Collection, pk=pk)
    try:
        act(record, staff(request))
    except BusinessError as error:
        if error.code in passes:
            raise
        toasts.refused(request, error)
    else:
        toasts.done(request, text)
    return HttpResponseRedirect(reverse("sepa:collection", args=[pk]), status=303)


@right_required(GENERATE)
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """The file went to the bank."""
    return _change(
        request,
        pk,
        lambda record, user: collecting.mark_sent(record, acting_user=user, now=timezone.now()),
        _("Fichier transmis à la banque."),
    )


@right_required(GENERATE)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank has credited the account. Where the year of that day takes no entry any more, the
    first open day is offered (``entry_date``)."""
    form = SettleForm(request.POST)
    day = form.cleaned_data["entry_date"] if form.is_valid() else None
    try:
        return _change(
            request,
            pk,
            lambda record, user: collecting.settle_collection(
                record, acting_user=user, now=timezone.now(), entry_date=day
            ),
            _("Fichier réglé."),
            passes=UNDATED,
        )
    except BusinessError as refusal:
        return _offer_another_day(request, pk, refusal)


def _offer_another_day(request: HttpRequest, pk: int, refusal: BusinessError) -> HttpResponse:
    record = _get(pk)
    today = timezone.localdate()
    day = first_open_day(record.entity_id, since=record.collection_date, until=today)
    if day is None:
        toasts.refused(request, refusal)
        return HttpResponseRedirect(reverse("sepa:collection", args=[pk]), status=303)
    form = SettleForm(initial={"entry_date": day})
    bounds = {"min": f"{record.collection_date:%Y-%m-%d}", "max": f"{today:%Y-%m-%d}"}
    form.fields["entry_date"].widget.attrs.update(bounds)
    context = {"record": record, "refusal": refusal, "form": form}
    return render(request, "sepa/settle_on_another_day.html", context, status=422)


@right_required(GENERATE)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the file up; its lines are free again."""
    return _change(
        request,
        pk,
        lambda record, user: collecting.cancel_collection(
            record, acting_user=user, now=timezone.now()
        ),
        _("Fichier annulé : ses lignes peuvent être mises dans un autre."),
    )


@right_required(GENERATE)
@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the file in its folder again."""
    return _change(
        request,
        pk,
        lambda record, user: collecting.deliver_again(record, acting_user=user),
        _("Dépôt du fichier demandé."),
    )
