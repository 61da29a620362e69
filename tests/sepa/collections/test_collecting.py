"""« Générer le fichier de prélèvement »: what goes in, what is refused, exactly once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from core.database.models import AuditEvent
from core.files.models import ArchivedFile
from core.files.services import archive
from core.jobs.services import outbox
from core.text.errors import BusinessError
from receipts.draft.enums import RefusalCode
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.collections.models import Collection, CollectionTransaction
from sepa.collections.services import cancel_collection, generate_collections, preview_collections
from sepa.mandates.models import Mandate
from sepa.mandates.rules.target_days import is_target_day, next_target_day
from sepa.requests.models import OneOffRequest
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "SEPA"
    settings.SEPA_FOLDER = folder
    return folder


def generate(house: make.House, lines: Any, **options: Any) -> list[Collection]:
    return generate_collections(
        make.ids(lines), acting_user=house.accountant, **options, now=timezone.now()
    )


def reasons(house: make.House, lines: Any) -> str:
    with pytest.raises(BusinessError) as refused:
        generate(house, lines)
    assert not Collection.objects.exists()
    assert not ArchivedFile.objects.filter(kind="pain.008").exists()
    return " ".join(refused.value.problems)


def test_two_debits_make_one_file() -> None:
    house = make.make_house()
    lines = make.make_lines(house, 2)
    (collection,) = generate(house, lines)
    content = archive.read(collection.file)
    tree = etree.fromstring(content)
    assert (collection.transaction_count, collection.total) == (2, Decimal("131.26"))
    assert collection.pain_version == "pain.008.001.08"
    assert [node.text for node in tree.iterfind(".//{*}MsgId")] == [collection.message_id]
    assert [node.text for node in tree.iterfind(".//{*}PmtInfId")] == [collection.payment_id]
    written = {node.text for node in tree.iterfind(".//{*}EndToEndId")}
    assert written == set(collection.transactions.values_list("end_to_end_id", flat=True))
    assert is_target_day(collection.collection_date)
    assert collection.collection_date > timezone.localdate()
    event = AuditEvent.objects.get(action="collection.generate")
    assert event.data["sha256"] == collection.file.sha256


def test_the_file_names_the_creditor_of_the_mandate() -> None:
    house = make.make_house(name="Syndicat Gilbert", ordering_party="Cabinet Gérard")
    (collection,) = generate(house, make.make_lines(house))
    tree = etree.fromstring(archive.read(collection.file))
    assert tree.findtext(".//{*}Cdtr/{*}Nm") == Mandate.objects.get().creditor_name
    assert tree.findtext(".//{*}InitgPty/{*}Nm") == "Cabinet Gerard"


def test_the_client_sees_it_in_a_file() -> None:
    house = make.make_house()
    (collection,) = generate(house, make.make_lines(house))
    outbox.deliver()
    request = OneOffRequest.objects.get()
    assert (request.state, request.debit_date) == ("in_file", collection.collection_date)


def test_one_file_for_each_creditor_account() -> None:
    first = make.make_house(code="S001")
    second = make.make_house(code="S002")
    lines = [*make.make_lines(first, 2), *make.make_lines(second)]
    made = generate(first, lines)
    assert [(each.entity.code, each.transaction_count) for each in made] == [
        ("S001", 2),
        ("S002", 1),
    ]


def test_the_banks_version_and_lead_time_are_kept() -> None:
    house = make.make_house()
    house.bank_account.pain_version = "pain.008.001.02"
    house.bank_account.lead_days = 5
    house.bank_account.save()
    (collection,) = generate(house, make.make_lines(house))
    assert b"pain.008.001.02" in archive.read(collection.file)
    assert collection.collection_date >= timezone.localdate() + timedelta(days=7)


def test_accelerated_debits_take_one_day() -> None:
    house = make.make_house(accelerated_debit=True)
    house.bank_account.lead_days = 5
    house.bank_account.save()
    (collection,) = generate(house, make.make_lines(house))
    assert collection.collection_date <= timezone.localdate() + timedelta(days=6)


@pytest.mark.dated(
    "sepa.collections.services.preview_collections", "sepa.collections.services.refuse_lines"
)
def test_a_date_may_be_fourteen_calendar_days_ahead_but_no_more() -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    limit = timezone.localdate() + timedelta(days=14)
    with pytest.raises(BusinessError) as refused:
        generate(house, lines, collection_date=next_target_day(limit + timedelta(days=1)))
    assert f"jusqu’au {limit:%d/%m/%Y}" in refused.value.problems[0]
    latest = max(filter(is_target_day, (limit - timedelta(days=back) for back in range(7))))
    (collection,) = generate(house, lines, collection_date=latest)
    assert collection.collection_date == latest


def test_a_later_date_can_be_chosen_but_no_closed_day() -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    christmas = date(timezone.localdate().year + 1, 12, 25)
    with pytest.raises(BusinessError) as refused:
        generate(house, lines, collection_date=christmas)
    assert "jour TARGET" in refused.value.problems[0]
    with pytest.raises(BusinessError):
        generate(house, lines, collection_date=timezone.localdate())


# -- What is wrong with each line ------------------------------------------------------------------


def test_a_line_is_in_one_file() -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    (collection,) = generate(house, lines)
    with pytest.raises(BusinessError) as refused:
        generate(house, lines)
    assert collection.message_id in refused.value.problems[0]
    assert Collection.objects.count() == 1


def test_a_cancelled_file_frees_its_lines() -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    (former,) = generate(house, lines)
    cancel_collection(former, acting_user=house.accountant, now=timezone.now())
    (again,) = generate(house, lines)
    assert again.message_id != former.message_id
    assert CollectionTransaction.objects.filter(live=True).get().collection == again


def test_all_the_lines_or_none() -> None:
    house = make.make_house()
    lines = make.make_lines(house, 3)
    Mandate.objects.filter(receipt=lines[1]).update(amount=Decimal("1.00"))
    assert "montant n’est pas celui du mandat" in reasons(house, lines)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"creditor_identifier": "FR13ZZZ437149"}, "ICS FR13ZZZ437149"),
        ({"signed_at": timezone.now() - timedelta(days=1100)}, "36 mois"),
        ({"bic": "", "iban_masked": "CH93 •••• 2957"}, "BIC est obligatoire"),
    ],
)
def test_what_is_wrong_with_a_mandate(change: dict[str, Any], words: str) -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    Mandate.objects.update(**change)
    assert words in reasons(house, lines)


def test_an_unassigned_line_is_not_debited() -> None:
    house = make.make_house()
    lines = make.make_lines(house, account_code="450NOBODY")
    assert "Affectez d’abord" in reasons(house, lines)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("creditor_identifier", "", "ICS manque"), ("collection_account", None, "IBAN")],
)
def test_what_the_entity_lacks(field: str, value: Any, words: str) -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    setattr(house.entity, field, value)
    house.entity.save()
    assert words in reasons(house, lines)
    preview = preview_collections(make.ids(lines), acting_user=house.accountant, now=timezone.now())
    assert (preview.good_ids, preview.refused, preview.total) == ([], 1, Decimal("0"))


def test_the_preview_says_it_line_by_line_and_writes_nothing() -> None:
    house = make.make_house()
    good, bad = make.make_lines(house, 2)
    Mandate.objects.filter(receipt=bad).update(amount=Decimal("1.00"))
    preview = preview_collections(
        make.ids([good, bad]), acting_user=house.accountant, now=timezone.now()
    )
    assert (preview.good_ids, preview.refused, preview.total) == ([good.pk], 1, Decimal("65.63"))
    assert preview.groups[0].lines[0].pk == bad.pk
    assert not Collection.objects.exists()


def test_a_prepared_line_can_be_collected_too() -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    prepare_receipts(
        make.ids(lines), acting_user=house.accountant, answers=[RefusalCode.NO_BANK_FILE]
    )
    assert len(generate(house, lines)) == 1


def test_the_lines_of_others_are_not_collected() -> None:
    house = make.make_house(validator=factories.make_staff())
    lines = make.make_lines(house)
    narrow = factories.make_staff(rights=["sepa_collections.generate_collection"])
    with pytest.raises(BusinessError, match="pas à vous"):
        generate_collections(make.ids(lines), acting_user=narrow, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_accountants_at_once_make_one_file() -> None:
    house = make.make_house()
    lines = make.make_lines(house, 5)
    together = Barrier(2)
    made: list[Collection] = []
    refused: list[str] = []

    def work() -> None:
        together.wait(timeout=20)
        try:
            made.extend(generate(house, lines))
        except BusinessError as error:
            refused.append(" ".join([str(error), *error.problems]))
        finally:
            connection.close()

    threads = [Thread(target=work) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == len(refused) == Collection.objects.count() == 1
    assert made[0].message_id in refused[0]


def test_statements_do_not_grow_with_the_lines() -> None:
    house = make.make_house()

    def count_of(number: int) -> int:
        lines = make.make_lines(house, number)
        with CaptureQueriesContext(connection) as counted:
            generate(house, lines)
        return len(counted)

    count_of(1)
    assert count_of(2) == count_of(60)


# -- Where the file goes ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_file_is_left_in_its_folder(own_folder: Path) -> None:
    from core.jobs.services import outbox

    house = make.make_house()
    (collection,) = generate(house, make.make_lines(house))
    outbox.deliver()
    (left,) = own_folder.iterdir()
    assert left.name == f"{collection.message_id}.xml"
    assert left.read_bytes() == archive.read(collection.file)
    collection.file.refresh_from_db()
    assert collection.file.outcome == "delivered"
    cancel_collection(collection, acting_user=house.accountant, now=timezone.now())
    outbox.deliver()
    assert not list(own_folder.iterdir())


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_cannot_be_written_is_told_and_tried_again(
    own_folder: Path, tmp_path: Path
) -> None:
    from core.files.models import ExchangeFolder
    from core.jobs.models import OutboxMessage
    from core.jobs.services import outbox

    missing = tmp_path / "unmounted"
    house = make.make_house()
    house.bank_account.folder = ExchangeFolder.objects.create(
        code="banque", label="Banque", path=str(missing)
    )
    house.bank_account.save()
    (collection,) = generate(house, make.make_lines(house))
    outbox.deliver()
    collection.file.refresh_from_db()
    assert collection.file.outcome == "failed"
    assert "unmounted" in collection.file.error
    assert archive.read(collection.file)
    missing.mkdir()
    OutboxMessage.objects.update(next_attempt_at=None)
    outbox.deliver()
    collection.file.refresh_from_db()
    assert collection.file.outcome == "delivered"
    assert (missing / collection.file.name).read_bytes() == archive.read(collection.file)


def test_a_default_folder_that_cannot_be_made_is_told_and_nothing_is_kept(
    settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "var").write_text("no folder")
    settings.SEPA_FOLDER = tmp_path / "var" / "SEPA"
    house = make.make_house()
    lines = make.make_lines(house)
    with pytest.raises(BusinessError, match="var/SEPA » ne peut pas être créé"):
        generate(house, lines)
    assert not Collection.objects.exists()


def test_a_full_archive_leaves_nothing_half_done(settings: Any) -> None:
    house = make.make_house()
    lines = make.make_lines(house)
    settings.ARCHIVE_DIR = Path("/proc/full")
    assert "" in reasons(house, lines)
    assert OneOffRequest.objects.get().state == "fetched"
    assert not CollectionTransaction.objects.exists()
