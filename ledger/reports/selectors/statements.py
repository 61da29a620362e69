"""What happened on accounts between two dates, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet, Sum
from django.urls import reverse

from core.screens.statement import Movement, Statement, with_balances
from core.text.money import ZERO, MoneyField
from ledger.books.models import Account, EntryLine, FiscalYear
from ledger.matching.models.matching import shown_letter
from ledger.matching.selectors.due import dues
from ledger.people.models import Party


def current_period(entity_id: int, *, today: date) -> tuple[date, date]:
    """The fiscal year of today, else the latest one, else the last twelve months."""
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
    """Lines of the accounts, oldest first."""
    return EntryLine.objects.filter(account__in=accounts, date__range=(start, end)).order_by(
        "account_id", "date", "id"
    )


_COLUMNS = (
    *("account_id", "date", "label", "debit", "credit", "due_on"),
    *("entry_id", "entry__number", "entry__voucher", "entry__journal__code"),
    *("matched__matching__number", "matched__matching__is_total"),
)


def _movements(lines: QuerySet[EntryLine]) -> Iterator[tuple[int, Movement]]:
    """Each line's account and its movement, read as plainly as may be: ten thousand models, and an
    address resolved for each, take longer than drawing the pages."""
    before, after = reverse("ledger:entry", args=[0]).rsplit("0", 1)
    for row in lines.values_list(*_COLUMNS):
        account, day, label, debit, credit, due_on, entry, number, voucher, journal, *matching = row
        nth, is_total = matching
        yield (
            account,
            Movement(
                date=day,
                label=label,
                debit=debit,
                credit=credit,
                reference=f"{journal} {number}",
                voucher=voucher,
                url=f"{before}{entry}{after}",
                letter=shown_letter(nth, is_total=is_total) if nth else "",
                due_on=due_on if debit and due_on > day else None,
            ),
        )


def addressee_of(party: Party | None) -> str:
    """Name and postal address, one line each; empty where there is no party."""
    if party is None:
        return ""
    town = f"{party.postal_code} {party.town}".strip()
    name = f"{party.title} {party.name}".strip()
    return "\n".join(line for line in (name, party.street, town) if line)


def statements_of(
    accounts: Iterable[Account], start: date, end: date, *, today: date
) -> list[Statement]:
    """One statement per account, in the given order, in three queries."""
    chosen = list(accounts)
    openings = _before(chosen, start)
    clients = [account for account in chosen if account.party_id and end >= today]
    due = dues(clients, on=today)
    movements: dict[int, list[Movement]] = defaultdict(list)
    for account_id, movement in _movements(lines_between(chosen, start, end)):
        movements[account_id].append(movement)
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
    latest = _movements(lines.order_by("-date", "-id")[:limit])
    kept = [movement for _account, movement in latest][::-1]
    opening = _before([account], start).get(account.pk, ZERO)
    if len(kept) == limit:
        period = lines.order_by().aggregate(balance=_net())["balance"]
        opening += period - sum((each.debit - each.credit for each in kept), ZERO)
    return Statement(
        code=account.code,
        label=account.label,
        entity=str(account.entity),
        start=start,
        end=end,
        opening=opening,
        lines=with_balances(opening, kept),
        addressee=addressee_of(account.party),
    )
