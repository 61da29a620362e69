"""What the line's accounts owe, beside the line: shown, changed, and their parties flagged."""

import contextlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from core.people.access import right_required
from core.text.errors import BusinessError
from core.text.money import ZERO, parse_euros
from core.text.numbers import read_whole, read_wholes
from ledger.books.models import Account
from ledger.people.enums import FlagKind
from receipts.counter.forms.choices import Choices
from receipts.counter.models import Batch
from receipts.counter.outcomes import OUTCOMES
from receipts.counter.selectors.find_payer import accounts_shown
from receipts.counter.selectors.open_items_panels import Panel, panels
from receipts.counter.services.flag_party_of_cheque import flag_party
from receipts.counter.services.match_before_proposing import match_before_proposing
from receipts.counter.views.batches import KEY, get_batch
from receipts.draft.views.answers import staff

FLAG = "ledger_people.flag_parties"


def panel_context(batch: Batch, line: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the panel's template needs for this line; nothing to show without open items."""
    return {
        "panels": _panels(batch, line) if line else [],
        "outcome_kinds": OUTCOMES,
        "flag_kinds": FlagKind.choices,
    }


def _panels(batch: Batch, line: Mapping[str, Any]) -> list[Panel]:
    paid: list[tuple[Account, str]] = line["paid"]
    whole = _euros(line["words"]) or _euros(line["figures"])
    choices: Choices = line["choices"]
    return panels(
        batch,
        [(account, whole if len(paid) == 1 else _euros(share)) for account, share in paid],
        chosen=choices.amounts(),
        flags=choices.flags,
        but=read_whole(line["cheque"]),
    )


def _euros(text: str) -> Decimal | None:
    """An amount that is being typed; None while it is none."""
    with contextlib.suppress(ValidationError):
        amount = parse_euros(text)
        return amount if amount > ZERO else None
    return None


def line_of_post(request: HttpRequest) -> dict[str, Any]:
    """What the panel must know of the line as it is typed."""
    ids = read_wholes(request.POST.getlist("account"))[:20]
    parts = dict(zip(ids, request.POST.getlist("share"), strict=False))
    cheque = request.POST.get("cheque", "")
    return {
        "paid": [(account, parts.get(account.pk, "")) for account in accounts_shown(ids)],
        "words": request.POST.get("words", ""),
        "figures": request.POST.get("figures", ""),
        "cheque": cheque if read_whole(cheque) else "",
        "choices": Choices.read(request.POST.lists()),
    }


@right_required(KEY)
@require_POST
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel of the accounts that the line pays, for the amount typed so far."""
    batch = get_batch(request, pk)
    line = line_of_post(request)
    if batch.with_open_items:
        ids = [account.pk for account, _share in line["paid"]]
        match_before_proposing(ids, acting_user=staff(request), on=batch.arrival_date)
    context = {"batch": batch, **panel_context(batch, line)}
    return render(request, "receipts/counter/partials/open_items.html", context)


@right_required(FLAG)
@require_POST
def flag(request: HttpRequest, pk: int, account: int) -> HttpResponse:
    """Flag the party of an account without any payment: a letter that brings none."""
    batch = get_batch(request, pk)
    kind = request.POST.get(f"flag_{account}", "")
    try:
        raised = flag_party(batch.pk, account_id=account, kind=kind, acting_user=staff(request))
    except BusinessError as error:
        return JsonResponse({"message": str(error)}, status=422)
    text = _("%(party)s : %(flag)s. Plus aucune relance.") % {
        "party": raised.party.name,
        "flag": raised,
    }
    return decided(text)


def decided(text: str) -> HttpResponse:
    """Say it, and let the panel and the list of outcomes refresh themselves."""
    response = HttpResponse(status=204)
    trigger_client_event(response, "counter:items", {})
    said: Any = [{"text": text, "level": "success", "undo": ""}]
    return trigger_client_event(response, "lsc:messages", said)
