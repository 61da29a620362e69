"""What happened in the books of the rental portfolio: rents, payments, fees, landlords paid."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from lsc.demo import people
from lsc.demo.movements import Diary, credit, debit, euros, last_day, month_name

#: Management fee, before and after value added tax at 20 %.
FEE_RATE = Decimal("0.07") * Decimal("1.20")
#: Repairs charged to a landlord: month, landlord, supplier, label, euros.
REPAIRS = (
    (3, "467DUVALMI", "401PLOMBER", "Remplacement mitigeur cuisine", Decimal("214.50")),
    (6, "467SCISTAN", "401LACRAPU", "Réfection store boutique", Decimal("890.00")),
    (10, "467WEBERJU", "401PLOMBER", "Entretien chaudière", Decimal("138.60")),
)

#: Rents collected and costs borne, by landlord and first day of the month.
Collected = dict[tuple[str, date], Decimal]


def record(diary: Diary) -> None:
    """Note the year of the rental portfolio in the diary."""
    _open(diary)
    collected: Collected = defaultdict(lambda: Decimal("0.00"))
    for month in diary.months():
        for tenant in people.TENANTS:
            _rent(diary, tenant, month, collected)
        _repairs(diary, month, collected)
        _fees(diary, month, collected)
        _pay_landlords(diary, month, collected)
    seen = diary.start + timedelta(days=33)
    diary.note(
        "BQ",
        seen,
        "Virement reçu sans référence",
        debit("512000", Decimal("187.00")),
        credit("471000", Decimal("187.00")),
    )


def _open(diary: Diary) -> None:
    deposits = sum((tenant.rent for tenant in people.TENANTS), Decimal("0.00"))
    held = Decimal("2350.00")
    diary.note(
        "AN",
        diary.start,
        "Reprise des soldes",
        debit("512000", deposits + held),
        credit("165000", deposits),
        credit("467SCISTAN", held),
    )


def _rent(diary: Diary, tenant: people.Person, month: date, collected: Collected) -> None:
    due, period = tenant.rent, month_name(month)
    if tenant.habit == "quarterly":
        if month.month % 3 != 1:
            return
        due, period = tenant.rent * 3, f"trimestre commençant en {period}"
    diary.note(
        "QT",
        month,
        f"Loyer et charges {period}",
        debit(tenant.account, due),
        credit(tenant.landlord, due),
    )
    paid_on = _payment_day(diary, tenant, month)
    if paid_on and paid_on <= diary.today:
        _pay(diary, tenant, paid_on, due)
        collected[tenant.landlord, paid_on.replace(day=1)] += due


def _payment_day(diary: Diary, tenant: people.Person, month: date) -> date | None:
    """When the tenant pays this rent; None for the rents that are still owed."""
    months = list(diary.months())
    is_latest = month == months[-1]
    if tenant.habit == "quarterly":
        is_latest = month == max(first for first, _name in diary.quarters())
        return None if is_latest else diary.days_after(month, 15, 26)
    if not tenant.has_email and is_latest:
        return None
    if tenant.habit == "never" and month in months[-4:]:
        return None
    if tenant.habit == "late":
        return diary.days_after(month, 18, 40)
    return diary.days_after(month, 1, 7)


def _pay(diary: Diary, tenant: people.Person, on: date, due: Decimal) -> None:
    if tenant.account == "411COLINTH":
        voucher = f"ES{on:%y%m%d}"
        diary.note(
            "CA",
            on,
            f"Espèces {tenant.label}",
            debit("530000", due),
            credit(tenant.account, due),
            voucher=voucher,
        )
        diary.note(
            "BQ",
            on + timedelta(days=2),
            "Versement d’espèces en banque",
            debit("512000", due),
            credit("530000", due),
            voucher=voucher,
        )
        return
    journal, means = ("BQ", "Virement") if tenant.has_email else ("RA", "Règlement")
    diary.note(
        journal,
        on,
        f"{means} {tenant.label}",
        debit("512000", due),
        credit(tenant.account, due),
    )


def _repairs(diary: Diary, month: date, collected: Collected) -> None:
    for number, landlord, supplier, label, amount in REPAIRS:
        if month.month != number:
            continue
        billed = diary.days_after(month, 4, 18)
        voucher = f"F{billed:%y%m}-{diary.rng.randint(100, 999)}"
        diary.note(
            "AC", billed, label, debit(landlord, amount), credit(supplier, amount), voucher=voucher
        )
        diary.note(
            "BQ",
            diary.days_after(billed, 10, 20),
            f"Règlement {label.lower()}",
            debit(supplier, amount),
            credit("512000", amount),
            voucher=voucher,
        )
        collected[landlord, month] -= amount


def _fees(diary: Diary, month: date, collected: Collected) -> None:
    """Fees on what was collected in the month; the agency is paid at once."""
    total = Decimal("0.00")
    debits = []
    for landlord in people.LANDLORDS:
        fee = euros(max(collected[landlord.account, month], Decimal(0)) * FEE_RATE)
        collected[landlord.account, month] -= fee
        debits.append(debit(landlord.account, fee))
        total += fee
    if not total or last_day(month) > diary.today:
        return
    label = f"Honoraires de gestion {month_name(month)}"
    diary.note("OD", last_day(month), label, *debits, credit("401CABINET", total))
    diary.note(
        "BQ",
        last_day(month) + timedelta(days=5),
        f"Règlement {label.lower()}",
        debit("401CABINET", total),
        credit("512000", total),
    )


def _pay_landlords(diary: Diary, month: date, collected: Collected) -> None:
    for landlord in people.LANDLORDS:
        amount = collected[landlord.account, month]
        if amount > 0:
            diary.note(
                "BQ",
                last_day(month) + timedelta(days=12),
                f"Virement loyers {month_name(month)} {landlord.label}",
                debit(landlord.account, amount),
                credit("512000", amount),
            )
