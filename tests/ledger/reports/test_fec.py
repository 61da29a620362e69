"""The FEC of a year is right to the last column, and is refused where the books are not."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core.database.models import AuditEvent
from core.files.models import ArchivedFile
from core.files.services import archive
from core.text.errors import BusinessError
from ledger.books.enums import AccountRole
from ledger.books.models import JournalSequence
from ledger.books.posting import NewLine, post_entries
from ledger.reports.services.export_fec import export_fec, file_name
from tests.factories import euros, make_account, make_journal
from tests.ledger import fec_checker
from tests.ledger.factories import Books, make_books, new_receipt

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden" / "732829320FEC20261231.txt"


def a_year() -> Books:
    """Two journals, four kinds of accounts, texts that ISO 8859-15 does not hold."""
    books = make_books()
    entity = books.entity
    tenant = make_account(
        entity=entity, code="81MARITON", label="MARITON Paul", role=AccountRole.TENANT
    )
    supplier = make_account(
        entity=entity, code="401LACRAPU", label="Jules LACRAPULE", role=AccountRole.SUPPLIER
    )
    works = make_account(
        entity=entity, code="615000", label="Entretien\tet réparations", role=AccountRole.OTHER
    )
    purchases = make_journal(entity=entity, code="AC", label="Achats", treasury_account=books.bank)
    bill = [
        NewLine(works.pk, euros("1234,56"), euros("0"), "Étanchéité “cœur d’îlot” – lot n° 3"),
        NewLine(supplier.pk, euros("0"), euros("1234,56"), "Facture ŁÓDŹ & Cie"),
    ]
    late = new_receipt(
        books,
        "0",
        journal_id=purchases.pk,
        date=date(2026, 3, 30),
        voucher="F 2026/12",
        lines=bill,
    )
    for at, entries in (
        (datetime(2026, 3, 15, 9, tzinfo=UTC), [new_receipt(books, "65,63", voucher="PU-1")]),
        (
            datetime(2026, 3, 31, 22, 30, tzinfo=UTC),
            [new_receipt(books, "0,03", account_id=tenant.pk), late],
        ),
    ):
        post_entries(entries, acting_user=books.user, posted_at=at, today=timezone.localdate(at))
    return books


def test_the_file_is_right_to_the_last_column() -> None:
    books = a_year()
    file = export_fec(fiscal_year=books.year, acting_user=books.user)
    rows = fec_checker.check(file.name, archive.read(file))
    assert len(rows) == 6
    assert archive.read(file) == GOLDEN.read_bytes()


def test_co_owners_tenants_and_suppliers_are_auxiliaries() -> None:
    file = export_fec(fiscal_year=a_year().year, acting_user=None)
    rows = fec_checker.read(archive.read(file))
    auxiliaries = {
        (row["CompteNum"], row["CompteLib"], row["CompAuxNum"]) for row in rows if row["CompAuxNum"]
    }
    assert auxiliaries == {
        ("450", "Copropriétaires individualisés", "450PIERREP"),
        ("411", "Clients", "81MARITON"),
        ("401", "Fournisseurs", "401LACRAPU"),
    }


def test_an_entry_without_voucher_refers_to_itself() -> None:
    file = export_fec(fiscal_year=a_year().year, acting_user=None)
    rows = fec_checker.read(archive.read(file))
    assert {row["PieceRef"] for row in rows} == {"PU-1", "BQ-2", "F 2026/12"}


def test_the_export_is_archived_and_audited() -> None:
    books = a_year()
    file = export_fec(fiscal_year=books.year, acting_user=books.user)
    assert ArchivedFile.objects.get() == file
    assert (file.kind, file.name) == ("fec", "732829320FEC20261231.txt")
    event = AuditEvent.objects.get(action="fiscal_year.export_fec")
    assert (event.user, event.data["sha256"]) == (books.user, file.sha256)


class TestRefusals:
    def refused(self, books: Books, words: str, problem: str = "") -> None:
        with pytest.raises(BusinessError, match=words) as refusal:
            export_fec(fiscal_year=books.year, acting_user=None)
        if problem:
            assert problem in " ".join(refusal.value.problems)
        assert not ArchivedFile.objects.exists()

    @pytest.mark.parametrize("siret", ["", "5278754", "73282932100074", "ABCDEFGHI00074"])
    def test_a_siret_that_is_absent_or_wrong(self, siret: str) -> None:
        books = a_year()
        books.entity.ordering_party_siret = siret
        books.entity.save()
        books.year.refresh_from_db()
        self.refused(books, "SIRET du donneur d’ordre de S001")

    def test_a_year_without_entries(self) -> None:
        self.refused(make_books(), "aucune écriture")

    def test_an_account_of_no_chart(self) -> None:
        books = make_books()
        odd = make_account(entity=books.entity, code="PERTES", role=AccountRole.OTHER)
        post_entries(
            [new_receipt(books, "1,00", account_id=odd.pk)],
            acting_user=None,
            today=timezone.localdate(),
        )
        self.refused(books, "anomalies", "PERTES")

    def test_a_journal_whose_end_was_cut_off(self) -> None:
        books = a_year()
        JournalSequence.objects.filter(journal=books.journal).update(last_number=3)
        self.refused(books, "anomalies", "Journal BQ, à partir du n° 3")

    @pytest.mark.parametrize(
        ("sql", "problem"),
        [
            ("UPDATE ledger_books_entry SET label = 'x' WHERE number = 1", "n° 1 : l’écriture"),
            (
                "UPDATE ledger_books_entryline SET debit = debit + 1 WHERE debit = 6563",
                "équilibrée",
            ),
            ("UPDATE ledger_books_entry SET number = 3 WHERE number = 2", "le numéro 2 manque"),
        ],
    )
    def test_books_that_were_altered_behind_our_back(self, sql: str, problem: str) -> None:
        books = a_year()
        with connection.cursor() as cursor:
            without_guards(cursor, sql)
        self.refused(books, "anomalies", problem)


def without_guards(cursor: object, sql: str) -> None:
    """Do what an intruder with all rights on the database could do."""
    run = cursor.execute  # type: ignore[attr-defined]
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET LOCAL session_replication_role = replica")
        run(sql)
        run("SET LOCAL session_replication_role = origin")
    else:
        for table in ("entry", "entryline"):
            run(f"DROP TRIGGER ledger_books_{table}_no_update")
        run(sql)


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    a_year()
    out = StringIO()
    call_command("export_fec", "S001", 2026, out=tmp_path, stdout=out)
    assert out.getvalue().strip() == str(tmp_path / GOLDEN.name)
    assert (tmp_path / GOLDEN.name).read_bytes() == GOLDEN.read_bytes()


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    books = make_books()
    with pytest.raises(CommandError, match="S009 n’a pas d’exercice qui finit en 2026"):
        call_command("export_fec", "S009", 2026, out=tmp_path)
    with pytest.raises(CommandError, match="aucune écriture"):
        call_command("export_fec", books.entity.code, 2026, out=tmp_path)


@pytest.mark.dated
def test_the_name_has_the_last_day_of_the_year() -> None:
    books = make_books()
    books.year.end = date(2026, 9, 30)
    assert file_name(books.year) == "732829320FEC20260930.txt"
