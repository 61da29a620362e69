"""What the keying screen asks while one types: accounts, and what a scanned code says."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required
from core.text.errors import BusinessError
from core.text.guard import refuse_cards
from core.text.money import format_amount
from core.text.numbers import read_whole
from ledger.books.models import Account
from ledger.books.selectors.suspense import is_suspense
from receipts.counter.rules.cmc7 import Cmc7, read_cmc7
from receipts.counter.selectors import find_payer as search_selectors
from receipts.counter.views.batches import KEY
from receipts.draft.hooks import read_paper
from receipts.draft.selectors.unidentified import suspense_choices


@right_required(KEY)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Accounts for what is typed, as options; with ``inconnu``, those where a cheque of an unknown
    payer waits, in the entities that the text names."""
    text = request.GET.get("q", "").strip()[:100]
    if "inconnu" in request.GET:
        accounts, lacking = suspense_choices(text)
        context = {"accounts": accounts, "lacking": lacking, "text": text}
        return render(request, "receipts/counter/partials/suspense_options.html", context)
    found = search_selectors.find_accounts(text) if len(text) >= 1 else []
    context = {"accounts": found, "text": text}
    return render(request, "receipts/counter/partials/options.html", context)


@right_required(KEY)
@require_POST
def read(request: HttpRequest) -> JsonResponse:
    """What a scanned code says: a coupon, a cheque's CMC7 line, or a chosen account."""
    text = request.POST.get("text", "").strip()[:200]
    try:
        line = read_cmc7(text)
        if line is not None:
            return JsonResponse(_of_cmc7(request, line))
        if (chosen := read_whole(text)) and request.POST.get("kind") == "account":
            return JsonResponse(_of_account(request, chosen, ""))
        refuse_cards([text])
        account, asked = read_paper(text)
    except BusinessError as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse(_of_account(request, account.pk, format_amount(asked)))


def _of_account(request: HttpRequest, account_id: int, amount: str) -> dict[str, Any]:
    accounts = search_selectors.accounts_shown([account_id])
    account: Account | None = accounts[0] if accounts else None
    # The last cheque of the suspense account was somebody else's.
    unknown = account is not None and is_suspense(account)
    drawer, bank = ("", "") if unknown else search_selectors.last_payment(account_id)
    if account is not None and not drawer and not unknown:
        drawer = str(account.party or account.label)
    return {
        "chips": [_chip(request, each) for each in accounts],
        "figures": amount,
        "drawer": drawer,
        "bank": bank,
    }


def _of_cmc7(request: HttpRequest, line: Cmc7) -> dict[str, Any]:
    """Number and bank; and the client whom this bank account paid for last time."""
    last = search_selectors.last_of_bank_account(line)
    ids = search_selectors.paid_by(last) if last else []
    accounts = search_selectors.accounts_shown(ids)
    return {
        "number": line.number,
        "account_key": line.account_key,
        "bank_key": line.bank_key,
        "bank": last.drawee_bank if last else search_selectors.bank_name(line),
        "drawer": last.drawer if last else "",
        "chips": [_chip(request, each) for each in accounts],
        "proposed": True,
    }


def _chip(request: HttpRequest, account: Account) -> dict[str, Any]:
    html = render_to_string(
        "receipts/counter/partials/paid.html", {"account": account, "share": ""}, request
    )
    return {"id": account.pk, "html": html}
