"""The account's tab « Lettrage »: open lines, letters, matching by hand and by rule, undoing."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.answers import done_or_refused
from core.screens.lists import perform
from core.text.errors import BusinessError
from core.text.money import format_euros
from core.text.numbers import read_wholes
from ledger.accounts import selectors as records
from ledger.accounts.views.account_list import AccountList
from ledger.accounts.views.account_record import RECORD
from ledger.books.models import Account
from ledger.books.views.common import SEE, keep_place
from ledger.matching.models import Matching
from ledger.matching.selectors import open_items
from ledger.matching.selectors.matchings import latest_matchings
from ledger.matching.services import match_by_hand as by_hand
from ledger.matching.services import match_exact_sums as automatic
from ledger.matching.services.open_board import Matched
from ledger.people.selectors.flags import in_force

RIGHT = "ledger_matching.match_lines"
#: Letters shown; the account's lines and its history have them all.
SHOWN = 30
#: Open lines shown, the oldest; the rules match all of them.
SHOWN_ITEMS = 100


def _account(pk: int) -> Account:
    return get_object_or_404(records.accounts(), pk=pk)


def _back(request: HttpRequest, account: Account) -> str:
    return keep_place(request, reverse("ledger:account_matching", args=[account.pk]), account)


@right_required(SEE)
@require_GET
def open_lines(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(pk)
    sums = open_items.open_sums(pk)
    items = open_items.open_items([pk], limit=SHOWN_ITEMS)
    return RECORD.render(
        request,
        account,
        tab="matching",
        template="ledger/account_matching.html",
        flags=in_force(account.party_id),
        items=items,
        sums=sums,
        is_cut=sums.count > len(items),
        has_both=bool(sums.owed and sums.received),
        matchings=latest_matchings(account, limit=SHOWN),
        may_match=request.user.has_perm(RIGHT),
    )


@right_required(RIGHT)
@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Match the chosen lines (``ligne``, several)."""
    account = _account(pk)
    chosen = read_wholes(request.POST.getlist("ligne"))
    try:
        made = by_hand.match_lines(
            account=account, line_ids=chosen, acting_user=user_of(request), on=timezone.localdate()
        )
    except BusinessError as refusal:
        toasts.refused(request, refusal)
    else:
        whole = _("Lignes lettrées %(letter)s.") if made.is_total else _in_part()
        undo_it = reverse("ledger:matching_undo", args=[made.pk])
        toasts.done(request, whole % {"letter": made.letter}, undo=undo_it)
    return redirect(_back(request, account))


def _in_part() -> str:
    return _("Lignes lettrées en partie (%(letter)s) : le reste est encore ouvert.")


def _told(matched: Matched) -> str:
    if not matched.count:
        return _("Rien à lettrer : aucune somme ne s’accorde.")
    return ngettext(
        "%(count)d lettrage, pour %(total)s.",
        "%(count)d lettrages, pour %(total)s.",
        matched.count,
    ) % {"count": matched.count, "total": format_euros(matched.total)}


@right_required(RIGHT)
@require_POST
def match_exact(request: HttpRequest, pk: int) -> HttpResponse:
    """Match what agrees to the cent."""
    account = _account(pk)

    def act() -> str:
        return _told(
            automatic.match_exact_sums(
                accounts=[pk], acting_user=user_of(request), on=timezone.localdate()
            )
        )

    return done_or_refused(request, act, back=_back(request, account))


@right_required(RIGHT)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the money received to the debts, in the order of the law."""
    account = _account(pk)

    def act() -> str:
        return _told(
            automatic.settle_account(
                account=account, acting_user=user_of(request), on=timezone.localdate()
            )
        )

    return done_or_refused(request, act, back=_back(request, account))


@right_required(RIGHT)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    matching = get_object_or_404(Matching.objects.select_related("account"), pk=pk)

    def act() -> str:
        by_hand.unmatch(matching=matching, acting_user=user_of(request))
        return _("Lettrage défait : ses lignes sont de nouveau ouvertes.")

    return done_or_refused(request, act, back=_back(request, matching.account))


@right_required(RIGHT)
@require_POST
def match_selected(request: HttpRequest) -> HttpResponse:
    """Match what agrees to the cent on each account of the selection."""

    def act(rows: QuerySet[Account]) -> str:
        ids = rows.values_list("pk", flat=True)
        return _told(
            automatic.match_exact_sums(
                accounts=ids, acting_user=user_of(request), on=timezone.localdate()
            )
        )

    return perform(request, AccountList, act)
