"""An entity that another user of the agency does not work on, with one row of nearly everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.database.portfolio import EntityBound, bound_models, portfolio_of
from core.files.enums import Direction
from core.files.services.archive import archive
from core.jobs.models import Job
from core.people.models import User
from extranet.publication.models import AddressChange, ClientAccess
from extranet.publication.services.mark_accounts import mark_accounts
from ledger.books.enums import AccountRole
from ledger.books.models import (
    BankDetailsChange,
    Entity,
    EntryLine,
    PortfolioEntity,
    ReceiptJournal,
)
from ledger.matching.services.match_exact_sums import match_exact_sums
from ledger.people.enums import FlagKind
from ledger.people.models import LegalHold, PartyFlag
from ledger.people.services import person_search_texts as search_texts
from receipts.counter.models import Batch, ItemOutcome, TransferItem, TransferService, TransferSlip
from receipts.coupons.models import PaymentCoupon
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.unidentified import unidentified
from receipts.draft.services.identify_receipt import Owner, identify_receipt
from sepa.collections.models import Collection
from tests import factories
from tests.receipts.counter import factories as counter
from tests.receipts.counter.later import hold
from tests.sepa import factories as sepa
from tests.stories.office import owe

DAY = date(2026, 11, 20)
#: What gives the other entity away, wherever it is read.
MARKS = ("S777", "ZÉBULON", "ZEBULON", "777,13")


@dataclass
class Office:
    """The other entity's rows by ``app.model`` (lower case), and a user of another entity."""

    keys: dict[str, int]
    user: User
    theirs: Entity
    mine: Entity


def make_office(rights: list[str]) -> Office:
    marie = factories.make_staff(username="marie", is_superuser=True)
    mine = factories.make_entity(code="S002", name="Syndicat voisin")
    factories.make_fiscal_year(entity=mine)
    factories.make_journal(entity=mine)
    desk = counter.make_counter(code="S777")
    for account in (desk.pierre, desk.simone):
        account.label = f"{account.label} ZÉBULON"
        account.save(update_fields=["label"])
        party: Any = account.party
        party.last_name = f"{party.last_name} ZÉBULON"
        party.save()
    _keep_the_desk_busy(desk, marie)
    _collect(desk, marie)
    search_texts.refresh_all()
    user = factories.make_staff(username="paul", rights=rights, every_entity=False)
    PortfolioEntity.objects.create(user=user, entity=mine)
    job = Job.objects.create(kind="receipts.coupons", label="S777", requested_by=marie)
    keys = {model._meta.label_lower: model.everywhere.latest("pk").pk for model in _filled()}
    keys["core_jobs.job"] = job.pk
    keys["receipts.unidentified"] = unidentified(marie).get().pk
    keys["ledger_books.entity"] = desk.entity.pk
    return Office(keys, user, theirs=desk.entity, mine=mine)


def make_aligned_office(rights: list[str]) -> Office:
    """The same, but that the latest rows of all kinds have one key: what is to be tried with each
    key of theirs is tried with few. Made twice: the first time tells how far each kind counts."""
    if connection.vendor != "postgresql":
        return make_office(rights)
    serial = (m for m in bound_models() if m._meta.pk.get_internal_type() in _SERIAL)
    models: list[Any] = [*serial, Job]
    before = {model: _next_key(model) for model in models}
    with transaction.atomic():
        keys = make_office(rights).keys
        transaction.set_rollback(True)
    common = max(keys.values())
    for model, start in before.items():
        latest = keys.get(model._meta.label_lower, start)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval({_SEQUENCE}, %s)", [*_table(model), common - latest + start]
            )
    return make_office(rights)


_SERIAL = ("AutoField", "BigAutoField")
_SEQUENCE = "pg_get_serial_sequence(%s, %s)"


def _table(model: Any) -> tuple[str, str]:
    return model._meta.db_table, model._meta.pk.column


def _next_key(model: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({_SEQUENCE})", _table(model))
        return int(cursor.fetchone()[0])


def _filled() -> Iterator[type[EntityBound]]:
    return (model for model in bound_models() if model.everywhere.exists())


def _keep_the_desk_busy(desk: counter.Counter, marie: User) -> None:
    """A posted and deposited cheque, a keyed one, a kept one, cash, a line, a case, a flag."""
    (cheque,) = counter.make_cheques(["777.13"], account=desk.pierre, user=marie)
    counter.close(cheque.batch, user=marie)
    counter.post(cheque.batch, user=marie)
    counter.deposit(desk, user=marie)
    _key_unknown_payers(desk, marie)
    owe(desk.pierre, "777,13", label="Appel ZÉBULON", on=DAY, acting_user=marie)
    _decide(desk, marie, cheque.batch)
    match_exact_sums(accounts=[desk.pierre.pk], acting_user=marie, on=timezone.localdate())
    hold(desk.simone, ["777,13"], user=marie)
    _open_a_till(desk)
    service = TransferService.objects.create(name="Recouvrement")
    slip = TransferSlip.objects.create(service=service)
    TransferItem.objects.create(
        form_id="00000000-0000-4000-8000-000000000777",
        slip=slip,
        account=desk.pierre,
        papers=["coupon"],
        reference="ZÉBULON",
        amount=factories.euros("777,13"),
        added_by=marie,
    )
    party: Any = desk.simone.party
    PartyFlag.objects.create(party=party, kind=FlagKind.DECEASED, since=DAY, note="ZÉBULON")
    PaymentCoupon.objects.create(
        account=desk.pierre,
        period_start=DAY,
        period_end=DAY,
        issued_on=DAY,
        due_on=DAY,
        amount=factories.euros("777,13"),
    )
    counter.make_cheques(["777.13"], account=desk.simone, user=marie)


def _open_a_till(desk: counter.Counter) -> None:
    till = factories.make_account(
        entity=desk.entity, code="530000", label="Caisse", role=AccountRole.TREASURY
    )
    journal = factories.make_journal(entity=desk.entity, code="CA", treasury_account=till)
    ReceiptJournal.objects.create(entity=desk.entity, channel="cash", journal=journal)


def _decide(desk: counter.Counter, marie: User, batch: Batch) -> None:
    """A legal hold, and an open item that is settled otherwise."""
    LegalHold.objects.create(entity=desk.entity, reason="ZÉBULON", placed_by=marie)
    line = EntryLine.everywhere.filter(account=desk.simone).latest("pk")
    ItemOutcome.objects.create(
        batch=batch,
        form_id="00000000-0000-4000-8000-000000000778",
        account=line.account,
        line=line,
        kind="no_payment",
        amount=factories.euros("777,13"),
        reason="ZÉBULON",
        noted_by=marie,
    )


def _key_unknown_payers(desk: counter.Counter, marie: User) -> None:
    """Two cheques on the suspense account, one of which is said to be Simone's since."""
    suspense = factories.make_account(
        entity=desk.entity, code="472000", label="Attente ZÉBULON", role=AccountRole.OTHER
    )
    cheque, _other = counter.make_cheques(
        ["777.13", "777.13"],
        account=suspense,
        user=marie,
        batch=counter.make_batch(user=marie),
    )
    counter.close(cheque.batch, user=marie)
    counter.post(cheque.batch, user=marie)
    receipt = DraftReceipt.objects.get(cheque_share__cheque=cheque)
    owner = Owner(desk.simone.pk, receipt.journal_id or 0, DAY)
    identify_receipt(receipt.pk, owner, acting_user=marie, today=DAY)


def _collect(desk: counter.Counter, marie: User) -> None:
    """A signed request in the draft, and the client's access."""
    Entity.objects.filter(pk=desk.entity.pk).update(one_off_allowed=True)
    house = sepa.House(
        entity=desk.entity,
        bank_account=desk.bank_account,
        journal=desk.bank_journal,
        account=desk.pierre,
        client=factories.make_client(),
        accountant=marie,
    )
    ReceiptJournal.objects.create(entity=desk.entity, channel="one_off", journal=desk.bank_journal)
    sepa.make_lines(house, 1, last_name="ZÉBULON", amount="777.13")
    _generate(desk, marie)
    mark_accounts([desk.pierre.pk], acting_user=marie, now=timezone.now())
    access = ClientAccess.objects.latest("pk")
    AddressChange.objects.create(access=access, wanted="zebulon@example.org")
    factories.make_lot(building=factories.make_building(entity=desk.entity, name="ZÉBULON"))
    BankDetailsChange.objects.create(
        entity=desk.entity,
        requested_by=marie,
        requested_at=timezone.now(),
        values={"name": "ZÉBULON"},
        replaced={"name": "S777"},
    )


def _generate(desk: counter.Counter, marie: User) -> None:
    Collection.objects.create(
        entity=desk.entity,
        bank_account=desk.bank_account,
        message_id="LSC-S777-1",
        payment_id="LSC-S777-1-1",
        pain_version="pain.008.001.08",
        collection_date=DAY,
        transaction_count=1,
        total=factories.euros("777,13"),
        file=archive(b"S777", name="S777.xml", kind="pain.008", direction=Direction.OUT),
        created_by=marie,
    )


def fingerprint(office: Office) -> dict[str, Any]:
    """Every row that is outside the user's portfolio, to see that none was touched or added."""
    portfolio = portfolio_of(office.user)
    found = {}
    for model in bound_models():
        mine = model.everywhere.filter(model.bound_to(portfolio)).values("pk")
        theirs = model.everywhere.order_by("pk").exclude(pk__in=mine)
        found[model._meta.label] = sorted(map(str, theirs.values_list()))
    return found
