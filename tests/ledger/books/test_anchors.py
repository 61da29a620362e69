"""What was told outside each day is found again in the books, or they were rewritten."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.database.models import AuditEvent, TrailSeal
from core.files.enums import FolderKind
from core.files.models import ExchangeFolder
from core.jobs.services import outbox
from ledger.books.models import Anchor, AnchorSettings, Entry, Journal
from ledger.books.posting import post_entries
from ledger.books.services import chain
from ledger.books.services.anchoring import compare_anchors as comparing
from ledger.books.services.anchoring.anchor_books import anchor_books
from ledger.books.services.chain.read_chain import _sealed_entries
from ledger.books.services.edit_account import update_account
from ledger.books.services.verify_books import all_problems
from tests.ledger.alterations import make_scene, without_guards
from tests.ledger.factories import Books, make_books, new_receipt

pytestmark = pytest.mark.django_db


def anchor() -> Anchor:
    """Sign a line and let it leave, as the worker does after the commit."""
    made = anchor_books(acting_user=None)
    outbox.deliver()
    return made


def post(books: Books, amount: str = "10,00") -> None:
    post_entries([new_receipt(books, amount)], acting_user=books.user, today=timezone.localdate())


def seal_again(journal: Journal) -> None:
    """What the owner of the database does who knows how entries are sealed."""
    year = Entry.objects.filter(journal=journal)[0].fiscal_year
    names = chain.Names.of_entity(year.entity_id)
    previous = ""
    for entry, _stored in list(_sealed_entries(journal, year, names, 10**6)):
        previous = chain.next_hash(previous, chain.text_of(entry))
        without_guards(
            f"UPDATE ledger_books_entry SET hash = '{previous}' WHERE journal_id = {journal.pk}"  # noqa: S608
            f" AND number = {entry.number}"
        )
    without_guards(
        f"UPDATE ledger_books_journalsequence SET last_hash = '{previous}'"  # noqa: S608
        f" WHERE journal_id = {journal.pk}"
    )


def test_books_that_only_grew_hold_against_every_line() -> None:
    books = make_books()
    for amount in ("10,00", "20,00", "30,00"):
        post(books, amount)
        update_account(
            account=books.client_account,
            values={"label": amount},
            acting_user=books.user,
            today=timezone.localdate(),
        )
        anchor()
    assert Anchor.objects.count() == 3
    assert all_problems() == []


def test_a_line_tells_only_the_chains_that_moved() -> None:
    books = make_books()
    post(books)
    assert '"S001","BQ","2026-01-01"' in anchor().line
    assert '"heads":[]' in anchor().line


def test_the_whole_database_rewritten_and_sealed_again_by_its_owner_is_found() -> None:
    scene = make_scene()
    anchor()
    without_guards(
        "UPDATE ledger_books_entryline SET debit = debit * 2, credit = credit * 2;"
        "UPDATE ledger_books_entry SET total = total * 2;"
        "UPDATE ledger_books_account SET balance = balance * 2"
    )
    seal_again(scene.books.journal)
    assert [p for p in all_problems() if "ancr" not in p] == []
    assert all_problems() != []
    with pytest.raises(CommandError):
        call_command("verify_books")
    # Nor does it help to forget what was signed, or to start all over.
    for script in (
        "DELETE FROM ledger_books_anchor",
        "DELETE FROM core_database_trailseal; DELETE FROM core_database_auditevent",
    ):
        without_guards(script)
        assert all_problems() != []


def test_the_audit_trail_emptied_with_its_seals_is_found() -> None:
    make_scene()
    anchor()
    without_guards("DELETE FROM core_database_trailseal; DELETE FROM core_database_auditevent")
    assert not AuditEvent.objects.exists()
    assert not TrailSeal.objects.exists()
    assert any("piste" in problem for problem in all_problems())


@pytest.mark.parametrize("forget", ["the last line", "the first line", "a digit"])
def test_lines_that_are_not_whole_any_more_are_told(settings: Any, forget: str) -> None:
    books = make_books()
    for _turn in range(2):
        post(books)
        anchor()
    file = Path(settings.ANCHOR_FILE)
    first, last = file.read_text().splitlines()
    kept = {
        "the last line": [first],
        "the first line": [last],
        "a digit": [first, last.replace(":2,", ":3,", 1)],
    }
    file.write_text("\n".join(kept[forget]))
    assert all_problems() != []


def test_a_database_older_than_what_was_told_is_found() -> None:
    books = make_books()
    post(books)
    anchor()
    with transaction.atomic():
        post(books, "20,00")
        anchor()
        transaction.set_rollback(True)
    assert any("n° 2" in problem.replace("\u00a0", " ") for problem in all_problems())


def test_the_accountants_copy_is_compared_where_ours_is_gone(settings: Any, tmp_path: Path) -> None:
    books = make_books()
    post(books)
    AnchorSettings.objects.create(pk=1, email="expert@cabinet.example")
    anchor()
    (letter,) = mail.outbox
    assert letter.to == ["expert@cabinet.example"]
    copy = tmp_path / "message.txt"
    copy.write_text(str(letter.body))
    call_command("verify_books", anchors=[copy])
    Path(settings.ANCHOR_FILE).unlink()
    without_guards("DELETE FROM ledger_books_anchor")
    without_guards("UPDATE ledger_books_entry SET label = 'Autre'")
    seal_again(books.journal)
    problems = list(comparing.problems(comparing.lines_outside([copy])))
    assert len(problems) == 2


def test_the_line_is_left_in_the_folder(tmp_path: Path) -> None:
    place = tmp_path / "huissier"
    place.mkdir()
    folder = ExchangeFolder.objects.create(
        code="huissier", label="Huissier", kind=FolderKind.LOCAL, path=str(place)
    )
    AnchorSettings.objects.create(pk=1, folder=folder)
    made = anchor()
    outbox.deliver()
    (file,) = place.iterdir()
    assert file.read_text() == f"{made.line}\n"


@pytest.mark.dated
def test_the_file_only_grows_whatever_is_delivered_twice(settings: Any) -> None:
    post(make_books())
    anchor()
    before = Path(settings.ANCHOR_FILE).read_text()
    second = anchor_books(acting_user=None)
    outbox.deliver()
    outbox.deliver()
    assert Path(settings.ANCHOR_FILE).read_text() == f"{before}{second.line}\n"


def test_a_line_never_changes() -> None:
    anchor()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Anchor.objects.update(line="")
