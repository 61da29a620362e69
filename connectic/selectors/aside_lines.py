"""Lines kept aside: how many wait, and what a person may know or guess of one, to start from."""

import re
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from connectic.enums import AsideState
from connectic.formats.grammar import DELIMITER, Means
from connectic.formats.payment_line import read_amount
from connectic.models import AsideLine
from connectic.services.draft_payments import CHANNEL, identity
from core.people.models import User
from ledger.books.models import Account
from receipts.draft.models import DraftReceipt

_WITH_CENTS = re.compile(r"-?[\d\s]+[.,]\d{1,2}")


def waiting_count(_user: User, _entity: str) -> int:
    """How many lines wait for a decision, for whoever asks: they are of no one entity yet."""
    return AsideLine.objects.filter(state=AsideState.WAITING).count()


def same_number(line: AsideLine) -> DraftReceipt | None:
    """The line of the draft that has this line's number, whether it came before or since."""
    if not line.payment_id:
        return None
    key = identity(line.kiosk, line.payment_id)
    rows = DraftReceipt.objects.select_related("account__entity")
    found = rows.filter(channel=CHANNEL, source_key=key).first()
    return None if found is not None and found.pk == line.receipt_id else found


def guesses(line: AsideLine) -> dict[str, Any]:
    """Account, amount, day and means that the line seems to hold; only those that it does."""
    parts = [part.strip() for part in line.raw.split(DELIMITER)]
    found = {
        "account": _account(parts),
        "amount": next(filter(None, map(_amount, parts)), None),
        "paid_on": next(filter(None, map(_day, parts)), None),
        "means": next((part for part in parts if part in Means.__members__), None),
    }
    return {name: value for name, value in found.items() if value is not None}


def _account(parts: list[str]) -> Account | None:
    for entity, code in pairwise(parts):
        account = Account.objects.filter(entity__code=entity[:10], code=code[:20]).first()
        if account is not None:
            return account
    return None


def _amount(text: str) -> Decimal | None:
    try:
        return read_amount(text) if _WITH_CENTS.fullmatch(text) else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date() if len(text) > 8 else None
    except ValueError:
        return None
