"""Fetch N requests, write N debits, and make N lines into a file, each against its floor."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path

import sepaxml
from django.utils import timezone
from lxml import etree

from core.database.crypto import Ring, blind_index
from core.database.iban import mask_iban
from core.files.enums import Direction
from core.files.models import ArchivedFile
from ledger.books.models import Account, BankAccount, Entity
from lsc.bench import MEASURES, Measure
from lsc.bench.books import DAY, books
from lsc.bench.timing import Spent, Stopwatch
from receipts.draft.models import DraftReceipt
from sepa.collections.formats.pain import Debit, Heading, write_pain
from sepa.collections.services import generate_collections
from sepa.mandates.models import Mandate
from sepa.mandates.rules.creditor import Creditor
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.services.fetching import fetch_requests

_numbers = count(1)
IBAN, BIC, ICS = "FR7630006000011234567890189", "AGRIFRPPXXX", "FR72ZZZ123456"
#: Who is debited: never the creditor itself.
DEBTOR_IBAN, DEBTOR_BIC = "FR1420041010050500013M02606", "PSSTFRPPXXX"
VERSION = "pain.008.001.08"


@cache
def _creditor_account() -> BankAccount:
    """The syndicate collects, its accounts are published."""
    entity = books().entity
    account = BankAccount(entity=entity, bic=BIC)
    account.set_iban(IBAN)
    account.save()
    Entity.objects.filter(pk=entity.pk).update(creditor_identifier=ICS, collection_account=account)
    Account.objects.filter(entity=entity).update(published=True)
    return account


@cache
def _pdf() -> ArchivedFile:
    return ArchivedFile.objects.create(
        kind="mandate", name="mandat.pdf", sha256="0" * 64, size=1, direction=Direction.IN
    )


def _fill_platform(size: int) -> None:
    _creditor_account()
    codes = list(Account.objects.filter(pk__in=books().account_ids).values_list("code", flat=True))
    now = timezone.now()
    index, masked = blind_index(DEBTOR_IBAN, Ring.EXTRANET), mask_iban(DEBTOR_IBAN)
    OneOffRequest.objects.bulk_create(
        (
            OneOffRequest(
                state=RequestState.PENDING,
                state_at=now,
                client=books().user,
                submission_key=f"bench-{number}",
                entity_code=books().entity.code,
                account_code=codes[number % len(codes)],
                amount=Decimal(1000 + number % 9000) / 100,
                creditor_name="Mesures",
                creditor_identifier=ICS,
                last_name="Propriétaire",
                first_name="Hélène",
                email="helene@example.org",
                iban=DEBTOR_IBAN,
                iban_index=index,
                iban_masked=masked,
                bic=DEBTOR_BIC,
                mandate_reference=f"B001-{number:010d}",
                text_version="bench",
                signed_at=now,
                evidence={"text_version": "bench", "ip_address": "192.0.2.7"},
                pdf=_pdf(),
            )
            for number in (next(_numbers) for _turn in range(size))
        ),
        batch_size=1000,
    )


def fetch(size: int) -> Spent:
    _fill_platform(size)
    with Stopwatch() as watch:
        fetch_requests(acting_user=books().user, now=timezone.now())
    return watch.spent


def _bare_lines(numbers: list[int]) -> list[DraftReceipt]:
    return [
        DraftReceipt(
            channel="one_off",
            source_key=f"bare-{number}",
            entity=books().entity,
            account_id=books().account_ids[number % len(books().account_ids)],
            movement_reference=f"1/{number}/",
            movement_date=DAY,
            label="Règlement Hélène PROPRIETAIRE",
            amount=Decimal("65.63"),
            raw_data={"entity": "B001", "account": "45000001", "debtor": "PROPRIETAIRE Hélène"},
        )
        for number in numbers
    ]


def bare_insert(size: int) -> Spent:
    """The ORM's own bulk insert of the same lines and mandates, and nothing else."""
    now, index = timezone.now(), blind_index(DEBTOR_IBAN)
    numbers = [next(_numbers) for _turn in range(size)]
    lines = _bare_lines(numbers)
    with Stopwatch() as watch:
        made = DraftReceipt.objects.bulk_create(lines)
        Mandate.objects.bulk_create(
            Mandate(
                receipt=line,
                request_uid=uuid.uuid4(),
                mandate_reference=f"BARE-{number:010d}",
                creditor_identifier=ICS,
                creditor_name="Mesures",
                amount=line.amount,
                debtor_name="PROPRIETAIRE Hélène",
                debtor_email="helene@example.org",
                iban="",  # encrypting is no part of a bare insert
                iban_index=index,
                iban_masked="FR76 •••• 0189",
                bic=BIC,
                signed_at=now,
                fetched_at=now,
                evidence={"text_version": "bench", "ip_address": "192.0.2.7"},
                pdf_sha256="0" * 64,
            )
            for line, number in zip(made, numbers, strict=True)
        )
    return watch.spent


def sepaxml_and_lxml(size: int) -> Spent:
    """sepaxml's own writing of the same debits, then lxml's validation of the whole."""
    schema_path = Path(sepaxml.__file__).parent / "schemas" / f"{VERSION}.xsd"
    schema = etree.XMLSchema(etree.parse(schema_path))
    with Stopwatch() as watch:
        writer = sepaxml.SepaDD(
            {
                "name": "Mesures",
                "IBAN": IBAN,
                "BIC": BIC,
                "batch": True,
                "creditor_id": ICS,
                "currency": "EUR",
            },
            schema=VERSION,
            clean=True,
        )
        for number in range(size):
            writer.add_payment(
                {
                    "name": f"PROPRIÉTAIRE Hélène {number}",
                    "IBAN": DEBTOR_IBAN,
                    "BIC": DEBTOR_BIC,
                    "amount": 6563,
                    "type": "OOFF",
                    "collection_date": date(2026, 11, 24),
                    "mandate_id": f"B001-{number:010d}",
                    "mandate_date": DAY,
                    "description": f"Règlement Hélène PROPRIETAIRE {number}",
                    "endtoend_id": f"B001-{number:010d}",
                }
            )
        written = writer.export(validate=False)
        schema.assertValid(etree.fromstring(written))
    return watch.spent


def pain(size: int) -> Spent:
    heading = Heading(
        VERSION,
        "BENCH",
        "BENCH-1",
        date(2026, 11, 24),
        datetime(2026, 11, 20),  # noqa: DTZ001
    )
    creditor = Creditor("Mesures", IBAN, BIC, ICS, "25 rue de Saurupt", "54000", "NANCY", "FR")
    with Stopwatch() as watch:
        write_pain(
            heading,
            creditor,
            (
                Debit(
                    end_to_end_id=f"B001-{number:010d}",
                    amount=Decimal("65.63"),
                    mandate_reference=f"B001-{number:010d}",
                    signed_on=DAY,
                    debtor_name=f"PROPRIÉTAIRE Hélène {number}",
                    iban=DEBTOR_IBAN,
                    bic=DEBTOR_BIC,
                    remittance=f"Règlement Hélène PROPRIETAIRE {number}",
                )
                for number in range(size)
            ),
        )
    return watch.spent


def whole_action(size: int) -> Spent:
    fetch(size)
    ids = list(
        DraftReceipt.objects.filter(channel="one_off", mandate__isnull=False)
        .order_by("-pk")
        .exclude(source_key__startswith="bare-")
        .values_list("pk", flat=True)[:size]
    )
    with Stopwatch() as watch:
        generate_collections(ids, acting_user=books().user, now=timezone.now())
    return watch.spent


MEASURES.add(Measure("relever N demandes", bare_insert, fetch, limit=3))
MEASURES.add(Measure("pain.008 de N prélèvements, validé", sepaxml_and_lxml, pain, limit=1.5))
MEASURES.add(
    Measure("générer le fichier : toute l’action", sepaxml_and_lxml, whole_action, limit=2)
)
