"""Files for the bank: their page, their download, their states."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import toasts
from core.access import right_required
from core.errors import BusinessError
from core.models import User
from receipts.views.answers import staff
from sepa.models import Collection
from sepa.selectors import collection_steps
from sepa.services import collecting
from sepa.services.downloads import download_collection
from sepa.views.lists import COLLECTION, GENERATE, SEE

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


def _change(
    request: HttpRequest, pk: int, act: Callable[[Collection, User], object], text: str
) -> HttpResponse:
    record = get_object_or_404(Collection, pk=pk)
    try:
        act(record, staff(request))
    except BusinessError as error:
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
        lambda record, user: collecting.mark_sent(record, acting_user=user),
        _("Fichier transmis à la banque."),
    )


@right_required(GENERATE)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank has credited the account."""
    return _change(
        request,
        pk,
        lambda record, user: collecting.settle_collection(record, acting_user=user),
        _("Fichier réglé."),
    )


@right_required(GENERATE)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the file up; its lines are free again."""
    return _change(
        request,
        pk,
        lambda record, user: collecting.cancel_collection(record, acting_user=user),
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
