"""The demo's records: agency, staff, entities, parties, accounts, buildings and lots."""

from collections.abc import Iterable
from datetime import date

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db.models import Q

from core.files.models import ExchangeFolder
from core.house.room import RoomConfig
from core.people.enums import UserKind
from core.people.models import Agency, User
from core.people.rights import ROLES
from core.text.words import fold
from ledger.books.enums import AccountRole
from ledger.books.models import (
    Account,
    BankAccount,
    Entity,
    FiscalYear,
    Journal,
    LetterVariable,
    ReceiptJournal,
)
from ledger.people.models import Building, Party
from lsc.demo import chart, people

ACCOUNTANT_RIGHTS = ["receive_system_messages", "reveal_iban", "see_files", "see_audit"]


def make_agency() -> None:
    Agency.objects.update_or_create(
        pk=1,
        defaults={
            "name": people.AGENCY_NAME,
            "address": people.AGENCY_ADDRESS,
            "phone": people.AGENCY_PHONE,
            "email": people.AGENCY_EMAIL,
            "opening_hours": people.AGENCY_HOURS,
            "legal_notice": people.AGENCY_LEGAL_NOTICE,
            "colour": "#0b5fa5",
        },
    )


def _codenames(post: str) -> list[str]:
    """What the ready-made role of that post holds."""
    return [code.partition(".")[2] for each in ROLES if each.code == post for code in each.rights()]


def make_staff() -> dict[str, User]:
    """The staff by user name, with the rights of their posts."""
    rooms = [
        room.label
        for room in apps.get_app_configs()
        if isinstance(room, RoomConfig) and room.wing != "core"
    ]
    rights = {
        "accountant": Permission.objects.filter(
            Q(content_type__app_label__in=rooms) | Q(codename__in=ACCOUNTANT_RIGHTS)
        ),
        "manager": Permission.objects.filter(codename__in=_codenames("manager")),
    }
    password = make_password(people.STAFF_PASSWORD)
    made = {}
    for person in people.STAFF:
        user = User.objects.create(
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
            initials=person.initials,
            email=f"{person.username}@cabinet-saurupt.example",
            kind=UserKind.STAFF,
            is_superuser=person.post == "administrator",
            password=password,
        )
        user.user_permissions.set(rights.get(person.post, []))
        made[person.username] = user
    return made


def make_entity(data: chart.EntityData, *, today: date, staff: dict[str, User]) -> Entity:
    """An entity with its years, bank account, accounts, journals and building."""
    syndicate = data.code == chart.SYNDICATE
    entity = Entity.objects.create(
        code=data.code,
        name=data.name,
        is_syndicate=syndicate,
        is_rental=not syndicate,
        street=data.street,
        postal_code="54000",
        town="NANCY",
        creditor_identifier=data.creditor_identifier,
        ordering_party=data.name,
        ordering_party_siret=data.siret,
        slip_note=data.slip_note,
        vat_number="" if syndicate else people.VAT_NUMBER,
        one_off_allowed=True,
        one_off_ceiling=5000,
        validator=staff[data.accountant] if syndicate else None,
        card_terminal_kind="WebAFFAIRES",
        merchant_id="016412345700025",
        reminder_fee_1=1,
        reminder_fee_2=5,
        reminder_fee_3=10,
        reminder_fee_4=25,
    )
    for year in (today.year - 1, today.year):
        FiscalYear.objects.create(entity=entity, start=date(year, 1, 1), end=date(year, 12, 31))
    LetterVariable.objects.create(
        entity=entity, name="formule", value="Nous restons à votre disposition."
    )
    entity.collection_account = _make_bank(entity, data)
    entity.save(update_fields=["collection_account"])
    _make_building(entity, data, accountant=staff[data.accountant])
    return entity


def _make_building(entity: Entity, data: chart.EntityData, *, accountant: User) -> None:
    code, name, street = data.building
    Building.objects.create(
        entity=entity,
        code=code,
        name=name,
        street=street,
        postal_code="54000",
        town="NANCY",
        search_text=fold(f"{code} {name} {street} nancy"),
        accountant=accountant,
    )


def _make_bank(entity: Entity, data: chart.EntityData) -> BankAccount:
    path = settings.SEPA_FOLDER.with_name("banque")
    path.mkdir(parents=True, exist_ok=True)
    folder, _created = ExchangeFolder.objects.get_or_create(
        code="banque", defaults={"label": "Fichiers pour la banque", "path": str(path)}
    )
    bank = BankAccount(entity=entity, label="Compte courant", bic=data.bic, folder=folder)
    bank.set_iban(data.iban)
    bank.save()
    return bank


def make_party(person: people.Person) -> Party:
    """The person's record; someone who is both landlord and co-owner has one."""
    known = {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "company": person.company,
    }
    party, _created = Party.objects.get_or_create(
        **known,
        defaults={
            "title": person.title,
            "email": person.email,
            "phone": f"03 83 00 {len(person.label):02d} {person.share:02d}"[:17],
            "street": person.street,
            "postal_code": person.postal_code,
            "town": person.town,
            "search_text": fold(f"{person.label} {person.email} {person.town}"),
        },
    )
    return party


def make_accounts(entity: Entity, *, accountant: User) -> dict[str, Account]:
    """All accounts of the entity by code."""
    syndicate = entity.code == chart.SYNDICATE
    building = entity.buildings.get()
    accounts = list(_general(entity, syndicate))
    accounts += [
        _of_supplier(entity, code, name)
        for code, name in (people.SYNDICATE_SUPPLIERS if syndicate else people.RENTAL_SUPPLIERS)
    ]
    groups: Iterable[tuple[AccountRole, tuple[people.Person, ...]]] = (
        [(AccountRole.CO_OWNER, people.CO_OWNERS)]
        if syndicate
        else [(AccountRole.TENANT, people.TENANTS), (AccountRole.LANDLORD, people.LANDLORDS)]
    )
    for role, persons in groups:
        accounts += [
            Account(
                entity=entity,
                code=person.account,
                label=_label(person),
                role=role,
                party=make_party(person),
                building=building,
                accountant=accountant,
            )
            for person in persons
        ]
    for account in accounts:
        account.search_text = fold(f"{account.code} {account.label}")
    Account.objects.bulk_create(accounts)
    return {account.code: account for account in entity.accounts.all()}


def _label(person: people.Person) -> str:
    """Co-owners as the syndicate writes them, tenants as the rental side does."""
    if person.account.startswith("81"):
        return f"{person.last_name} {person.first_name}"
    return person.label


def _general(entity: Entity, syndicate: bool) -> Iterable[Account]:
    for code, label in chart.SYNDICATE_GENERAL if syndicate else chart.RENTAL_GENERAL:
        treasury = code.startswith(("51", "53"))
        role = AccountRole.TREASURY if treasury else AccountRole.OTHER
        yield Account(entity=entity, code=code, label=label, role=role)


def _of_supplier(entity: Entity, code: str, name: str) -> Account:
    party, _created = Party.objects.get_or_create(
        company=name,
        defaults={
            "title": "Sté",
            "postal_code": "54000",
            "town": "NANCY",
            "search_text": fold(f"{name} nancy"),
        },
    )
    return Account(entity=entity, code=code, label=name, role=AccountRole.SUPPLIER, party=party)


def make_journals(entity: Entity, accounts: dict[str, Account]) -> None:
    """The entity's journals, and which of them each channel's receipts go into."""
    own = chart.SYNDICATE_JOURNALS if entity.code == chart.SYNDICATE else chart.RENTAL_JOURNALS
    journals = {
        code: Journal.objects.create(
            entity=entity,
            code=code,
            label=label,
            treasury_account=accounts[treasury] if treasury else None,
            requires_voucher=requires_voucher,
        )
        for code, label, treasury, requires_voucher in (*chart.JOURNALS, *own)
    }
    ReceiptJournal.objects.bulk_create(
        ReceiptJournal(entity=entity, channel=channel, journal=journals[code])
        for channel, code in chart.RECEIPT_JOURNALS.items()
        if code in journals
    )
