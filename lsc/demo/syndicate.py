"""What happened in the books of the co-ownership: calls, payments, bills, works fund."""

from datetime import date, timedelta
from decimal import Decimal

from lsc.demo import people
from lsc.demo.chart import YEARLY_BUDGET, YEARLY_WORKS_FUND
from lsc.demo.movements import Diary, credit, debit, last_day, month_name, share_out

WORKS = Decimal("12000.00")
#: Account of the charge, supplier, label, euros, first month, every how many months.
BILLS = (
    ("611000", "401NETTOIE", "Nettoyage des parties communes", Decimal("312.00"), 1, 1),
    ("602000", "401ENERLOR", "Électricité des parties communes", Decimal("241.37"), 2, 2),
    ("601000", "401EAUXNCY", "Eau froide", Decimal("1386.52"), 3, 3),
    ("614000", "401ASCENSE", "Contrat ascenseur", Decimal("486.30"), 1, 3),
    ("616000", "401ASSURAN", "Assurance multirisque immeuble", Decimal("4180.00"), 1, 12),
    ("621100", "401CABINET", "Honoraires de syndic", Decimal("2150.00"), 3, 3),
    ("615000", "401NETTOIE", "Débouchage colonne eaux usées", Decimal("528.00"), 5, 12),
    ("615000", "401ASCENSE", "Remplacement bouton palier 3e étage", Decimal("174.90"), 9, 12),
)
#: Bills that follow a meter vary by a fifth.
METERED = {"601000", "602000"}


def record(diary: Diary) -> None:
    """Note the year of the syndicate in the diary."""
    _open(diary)
    for first, name in diary.quarters():
        _call(diary, first, name)
    _call_works(diary)
    _call_ahead(diary)
    for month in diary.months():
        _bills(diary, month)
        diary.note(
            "BQ",
            last_day(month),
            f"Frais de tenue de compte {month_name(month)}",
            debit("662000", Decimal("18.50")),
            credit("512000", Decimal("18.50")),
        )


def _open(diary: Diary) -> None:
    bank, fund = Decimal("8412.37"), Decimal("12000.00")
    owed, advances, water = Decimal("318.40"), Decimal("6000.00"), Decimal("412.18")
    diary.note(
        "AN",
        diary.start,
        "Reprise des soldes",
        debit("512000", bank),
        debit("512100", fund),
        debit("450THIRION", owed),
        credit("105999", fund),
        credit("103100", advances),
        credit("401EAUXNCY", water),
        credit("102000", bank + owed - advances - water),
    )
    diary.note(
        "BQ",
        diary.start + timedelta(days=19),
        "Règlement Régie des eaux du Grand Nancy",
        debit("401EAUXNCY", water),
        credit("512000", water),
    )


def _call(diary: Diary, first: date, name: str) -> None:
    shares = [owner.share for owner in people.CO_OWNERS]
    budget, fund = YEARLY_BUDGET / 4, YEARLY_WORKS_FUND / 4
    dues = [
        charge + works
        for charge, works in zip(share_out(budget, shares), share_out(fund, shares), strict=True)
    ]
    debits = [debit(owner.account, due) for owner, due in zip(people.CO_OWNERS, dues, strict=True)]
    diary.note(
        "AF",
        first,
        f"Appel de fonds {name}",
        *debits,
        credit("701000", budget),
        credit("105999", fund),
    )
    for owner, due in zip(people.CO_OWNERS, dues, strict=True):
        _pay(diary, owner, first, due)
    diary.note(
        "BQ",
        first + timedelta(days=27),
        f"Virement fonds de travaux {name}",
        debit("512100", fund),
        credit("512000", fund),
    )


def _call_works(diary: Diary) -> None:
    first = diary.start.replace(month=7)
    dues = share_out(WORKS, [owner.share for owner in people.CO_OWNERS])
    debits = [debit(owner.account, due) for owner, due in zip(people.CO_OWNERS, dues, strict=True)]
    diary.note("AF", first, "Appel travaux ravalement façade", *debits, credit("102000", WORKS))
    for owner, due in zip(people.CO_OWNERS, dues, strict=True):
        _pay(diary, owner, first, due)


def _call_ahead(diary: Diary) -> None:
    """A call that is posted and not due yet, told apart from what is owed."""
    amount = Decimal("300.00")
    diary.note(
        "AF",
        diary.today,
        "Appel travaux porte du garage",
        debit("450THIRION", amount),
        credit("102000", amount),
        due_on=diary.today + timedelta(days=36),
    )


def _pay(diary: Diary, owner: people.Person, called: date, due: Decimal) -> None:
    paid_on = _payment_day(diary, owner, called)
    if owner is people.PIERRE and called == _latest_call(diary):
        due -= people.PIERRE_OWES
    if paid_on is None:
        return
    if owner.has_email:
        diary.note(
            "BQ",
            paid_on,
            f"Virement {owner.label}",
            debit("512000", due),
            credit(owner.account, due),
        )
        return
    voucher = f"CH{paid_on:%y%m%d}{owner.account[3:5]}"
    diary.note(
        "CM",
        paid_on,
        f"Chèque {owner.label}",
        debit("511200", due),
        credit(owner.account, due),
        voucher=voucher,
    )
    diary.note(
        "BQ",
        paid_on + timedelta(days=3),
        f"Remise en banque chèque {owner.label}",
        debit("512000", due),
        credit("511200", due),
        voucher=voucher,
    )


def _latest_call(diary: Diary) -> date:
    return max(first for first, _name in diary.quarters())


def _payment_day(diary: Diary, owner: people.Person, called: date) -> date | None:
    """When the co-owner pays this call; None for the calls that are still owed."""
    if owner is people.PIERRE:
        return min(called + timedelta(days=9), diary.today)
    if owner.habit == "never" and called.year == diary.today.year:
        return None
    if owner.habit == "slow" and called == _latest_call(diary):
        return None
    low, high = (68, 84) if owner.habit == "late" else (5, 24)
    return diary.days_after(called, low, high)


def _bills(diary: Diary, month: date) -> None:
    for charge, supplier, label, usual, start, every in BILLS:
        if month.month < start or (month.month - start) % every:
            continue
        amount = usual
        if charge in METERED:
            amount = (usual * diary.rng.randint(80, 120) / 100).quantize(usual)
        billed = diary.days_after(month, 3, 20)
        number = f"F{billed:%y%m}-{diary.rng.randint(100, 999)}"
        diary.note(
            "AC", billed, label, debit(charge, amount), credit(supplier, amount), voucher=number
        )
        diary.note(
            "BQ",
            diary.days_after(billed, 12, 30),
            f"Règlement {label.lower()}",
            debit(supplier, amount),
            credit("512000", amount),
            voucher=number,
        )
