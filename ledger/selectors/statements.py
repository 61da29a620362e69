"""What happened on accounts between two dates, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from core.money import ZERO, MoneyField
from core.statement import Movement, Statement, with_balances
from ledger.models import Account, EntryLine, FiscalYear, Party
from ledger.selectors.due import dues


def current_period(entity_id: int) -> tuple[date, date]:
    """The fiscal year of today, else the latest one, else the last twelve months."""
    today = timezone.localdate()
    years = FiscalYear.objects.filter(entity=entity_id)
    year = years.filter(start__lte=today, end__gte=today).first() or years.order_by("-end").first()
    return (year.start, year.end) if year else (today - timedelta(days=365), today)


def _net() -> Sum:
    """Debits less credits, in euros: an expression of two amounts is plain cents by itself."""
    return Sum(F("debit") - F("credit"), output_field=MoneyField())


def _before(accounts: Sequence[Account], start: date) -> dict[int, Decimal]:
    sums = (
        EntryLine.objects.filter(account__in=accounts, date__lt=start)
        .order_by()
        .values_list("account_id")
        .annotate(balance=_net())
    )
    return dict(sums)


def lines_between(accounts: Sequence[Account], start: date, end: date) -> QuerySet[EntryLine]:
    """Lines of the accounts, oldest first, with their entry and journal."""
    return (
        EntryLine.objects.filter(account__in=accounts, date__range=(start, end))
        .select_related("entry__journal", "matched__matching")
        .order_by("account_id", "date", "id")
    )


def movement_of(line: EntryLine) -> Movement:
    entry = line.entry
    matched = getattr(line, "matched", None)
    return Movement(
        date=line.date,
        label=line.label,
        debit=line.debit,
        credit=line.credit,
        reference=f"{entry.journal.code} {entry.number}",
        voucher=entry.voucher,
        url=reverse("ledger:entry", args=[line.entry_id]),
        letter=matched.matching.letter if matched else "",
        due_on=line.due_on if line.debit and line.due_on > line.date else None,
    )


def addressee_of(party: Party | None) -> str:
    """Name and postal address, one line each; empty where there is no party."""
    if party is None:
        return ""
    town = f"{party.postal_code} {party.town}".strip()
    name = f"{party.title} {party.name}".strip()
    return "\n".join(line for line in (name, party.street, town) if line)


def statements_of(accounts: Iterable[Account], start: date, end: date) -> list[Statement]:
    """One statement per account, in the given order, in three queries."""
    chosen = list(accounts)
    openings = _before(chosen, start)
    today = timezone.localdate()
    clients = [account for account in chosen if account.party_id and end >= today]
    due = dues(clients, on=today)
    movements: dict[int, list[Movement]] = defaultdict(list)
    for line in lines_between(chosen, start, end):
        movements[line.account_id].append(movement_of(line))
    return [
        Statement(
            code=account.code,
            label=account.label,
            entity=str(account.entity),
            start=start,
            end=end,
            opening=openings.get(account.pk, ZERO),
            lines=with_balances(openings.get(account.pk, ZERO), movements[account.pk]),
            addressee=addressee_of(account.party),
            later=due[account.pk].later if account.pk in due else (),
        )
        for account in chosen
    ]


def latest_statement(account: Account, start: date, end: date, *, limit: int) -> Statement:
    """The statement's last ``limit`` lines; what came before them is in its opening balance."""
    lines = lines_between([account], start, end)
    kept = list(lines.order_by("-date", "-id")[:limit])[::-1]
    opening = _before([account], start).get(account.pk, ZERO)
    if len(kept) == limit:
        period = lines.order_by().aggregate(balance=_net())["balance"]
        opening += period - sum((line.debit - line.credit for line in kept), ZERO)
    return Statement(
        code=account.code,
        label=account.label,
        entity=str(account.entity),
        start=start,
        end=end,
        opening=opening,
        lines=with_balances(opening, (movement_of(line) for line in kept)),
        addressee=addressee_of(account.party),
    )
