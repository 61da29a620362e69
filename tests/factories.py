"""Rows that tests of every room start from. Keyword-only, with defaults that hold together.

The defaults tell of one agency: the syndicate ``S001``, its open year 2026 and its journals. A
room adds the factories of its own models in ``tests/<room>/factories.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from core.people.enums import UserKind
from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Account, BankAccount, Entity, FiscalYear, Journal
from ledger.people.enums import LotKind
from ledger.people.models import Building, Lot, Party

#: Published examples: valid, and nobody's.
#: A client's; and an entity's, which no client pays from.
IBAN = "FR7630006000011234567890189"
OWN_IBAN = "FR7630006000011234568860189"
BIC = "AGRIFRPPXXX"
ICS = "FR72ZZZ123456"
SIRET = "73282932000074"
PASSWORD = "Immeuble-1965!"

_numbers = count(1)


#: What everyone of the tests' agency may read.
READING = ("ledger_books.see_ledger", "ledger_people.see_contacts", "ledger_people.see_flags")


def make_staff(
    *,
    username: str = "",
    rights: Sequence[str] = (),
    reads: bool = True,
    is_superuser: bool = False,
    **fields: Any,
) -> User:
    """A member of staff who holds ``rights``, such as ``["receipts_draft.post_receipts"]``, and who
    reads the books unless ``reads`` says otherwise."""
    username = username or f"comptable{next(_numbers)}"
    user = User.objects.create_user(
        username, password=PASSWORD, kind=UserKind.STAFF, is_superuser=is_superuser, **fields
    )
    for right in {*rights, *(READING if reads else ())}:
        app_label, codename = right.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    return user


def make_client(*, username: str = "", **fields: Any) -> User:
    """A client's sign-in on the extranet, not yet tied to a party."""
    username = username or f"client{next(_numbers)}"
    return User.objects.create_user(username, password=PASSWORD, kind=UserKind.CLIENT, **fields)


def make_entity(*, code: str = "S001", name: str = "Syndicat Gilbert", **fields: Any) -> Entity:
    """A syndicate with everything the FEC and direct debits ask for, but its bank account."""
    defaults: dict[str, Any] = {
        "is_syndicate": True,
        "creditor_identifier": ICS,
        "ordering_party": "Syndicat Gilbert",
        "ordering_party_siret": SIRET,
        "street": "25 rue de Saurupt",
        "postal_code": "54000",
        "town": "NANCY",
    }
    return Entity.objects.create(code=code, name=name, **{**defaults, **fields})


def make_bank_account(
    *, entity: Entity, iban: str = OWN_IBAN, bic: str = BIC, collects: bool = True, **fields: Any
) -> BankAccount:
    """A bank account; with ``collects``, the entity's direct debits are paid into it."""
    account = BankAccount(entity=entity, bic=bic, **fields)
    account.set_iban(iban)
    account.save()
    if collects:
        entity.collection_account = account
        entity.save(update_fields=["collection_account"])
    return account


def make_fiscal_year(
    *,
    entity: Entity,
    start: date = date(2026, 1, 1),
    end: date = date(2026, 12, 31),
    **fields: Any,
) -> FiscalYear:
    return FiscalYear.objects.create(entity=entity, start=start, end=end, **fields)


def make_years_until_today(*, entity: Entity) -> FiscalYear:
    """The open year 2026, which tests tell of, and those until today's. Returns that of 2026."""
    first = make_fiscal_year(entity=entity)
    for year in range(2027, timezone.localdate().year + 1):
        make_fiscal_year(entity=entity, start=date(year, 1, 1), end=date(year, 12, 31))
    return first


def make_party(
    *, last_name: str = "PROPRIETAIRE", first_name: str = "Pierre", **fields: Any
) -> Party:
    return Party.objects.create(last_name=last_name, first_name=first_name, **fields)


def make_building(
    *, entity: Entity, code: str = "", name: str = "Résidence Gilbert", **fields: Any
) -> Building:
    return Building.objects.create(
        entity=entity, code=code or f"IMM{next(_numbers)}", name=name, **fields
    )


def make_lot(*, building: Building, number: str = "", **fields: Any) -> Lot:
    return Lot.objects.create(
        building=building,
        number=number or str(next(_numbers)),
        **{"kind": LotKind.FLAT, **fields},
    )


def make_account(
    *,
    entity: Entity,
    code: str = "450PIERREP",
    label: str = "Pierre PROPRIETAIRE",
    role: AccountRole = AccountRole.CO_OWNER,
    **fields: Any,
) -> Account:
    return Account.objects.create(entity=entity, code=code, label=label, role=role, **fields)


def make_journal(
    *,
    entity: Entity,
    code: str = "BQ",
    label: str = "Banque",
    treasury_account: Account | None = None,
    **fields: Any,
) -> Journal:
    """A journal with its treasury account, 512000 unless another is given."""
    if treasury_account is None:
        treasury_account, _made = Account.objects.get_or_create(
            entity=entity,
            code="512000",
            defaults={"label": "Compte courant", "role": AccountRole.TREASURY},
        )
    return Journal.objects.create(
        entity=entity, code=code, label=label, treasury_account=treasury_account, **fields
    )


def euros(text: str) -> Decimal:
    """``euros("65,63")``: an amount as a story writes it."""
    return Decimal(text.replace(" ", "").replace(",", "."))
