"""What the counter knows of an account or a party, above their records and before reminding."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.screens.lists.records import Notice
from ledger.books.models import Account
from receipts.counter.models import ItemOutcome
from receipts.counter.outcomes import OUTCOMES
from receipts.counter.selectors.batch_outcomes import say
from receipts.counter.selectors.held_cheques import Kept, kept_for
from receipts.counter.selectors.open_items import is_under_way, standing
from receipts.counter.selectors.transfer_slips import went_of
from receipts.draft.enums import WAITING


def kept_for_account(account: Account) -> list[Notice]:
    kept = kept_for(Q(account=account.pk))
    return _kept(kept, entite=account.entity_id, compte=account.code)


def kept_for_party(party: Any) -> list[Notice]:
    return _kept(kept_for(Q(account__party=party.pk)), q=party.name)


def _kept(kept: Kept | None, **query: Any) -> list[Notice]:
    url = f"{reverse('receipts:held_cheques')}?{urlencode(query)}"
    return [Notice(str(kept), url, "clock-pause")] if kept else []


def went_elsewhere(account: Account) -> list[Notice]:
    """What went of an account to another service, the latest first, in one sentence."""
    went = [
        _("%(papers)s le %(day)s (%(slip)s)")
        % {
            "papers": item.papers_label,
            "day": f"{timezone.localtime(item.added_at):%d/%m/%Y}",
            "slip": item.slip,
        }
        for item in went_of(account)
    ]
    if not went:
        return []
    query = urlencode({"compte": account.code})
    text = _("Transmis : %(what)s") % {"what": " ; ".join(went)}
    return [Notice(text, f"{reverse('receipts:transfer_items')}?{query}", "mail-forward")]


def decided_of_items(account: Account) -> list[Notice]:
    """What the desk decided of the account's open items."""
    return [
        Notice(
            _say_now(row),
            reverse("receipts:batch", args=[row.batch_id]),
            OUTCOMES.get(row.kind).icon,
        )
        for row in _matters([account.pk])
    ]


def before_reminding(account_ids: Sequence[int]) -> dict[int, list[str]]:
    """The same for those who are about to be reminded, by account id."""
    said: dict[int, list[str]] = defaultdict(list)
    for row in _matters(account_ids):
        said[row.account_id].append(_say_now(row))
    return said


def _say_now(row: ItemOutcome) -> str:
    """What was decided, of what is on its way."""
    return say(row, _("En cours de prélèvement") if is_under_way(row) else "")


def _matters(account_ids: Sequence[int]) -> Iterator[ItemOutcome]:
    """Until its money is in the books, or its line out of the draft."""
    for row in standing(account_ids):
        if row.receipt is None or row.receipt.status in WAITING:
            yield row
