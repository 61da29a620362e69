"""Archived bytes go at the end of their retention, and leave a tombstone that none can imitate."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.database.models import AuditEvent
from core.files.enums import Direction, FileCondition
from core.files.models import ArchivedFile
from core.files.services import archive, check_archive, erase_archived
from core.jobs.services.erase_what_is_over import erase_what_is_over
from ledger.books.services.verify_books import all_problems

pytestmark = pytest.mark.django_db

CONTENT = b"solde;65,63"


def keep(name: str = "soldes.csv", kind: str = "kiosk.balances") -> ArchivedFile:
    return archive.archive(CONTENT, name=name, kind=kind, direction=Direction.OUT)


def months_on(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def erased(file: ArchivedFile) -> ArchivedFile:
    erase_archived.erase_old_files(months_on(440))
    file.refresh_from_db()
    return file


@pytest.mark.dated("core.files.services.erase_archived")
def test_what_the_kiosk_was_told_goes_after_fourteen_months_and_the_books_stay() -> None:
    told, paid = keep(), archive.archive(b"x", name="fec", kind="fec", direction=Direction.OUT)
    assert erase_archived.erase_old_files(months_on(410)) == 0
    assert erase_archived.erase_old_files(months_on(440)) == 1
    told.refresh_from_db()
    assert not archive.path_of(told.sha256).exists()
    assert (told.size, told.erased_for) == (len(CONTENT), "files")
    assert archive.read(paid) == b"x"


@pytest.mark.dated("core.files.services.erase_archived")
def test_the_books_files_go_ten_years_after_the_end_of_their_year() -> None:
    file = keep("fec.txt", kind="fec")
    assert erase_archived.erase_old_files(months_on(365 * 11 - 5)) == 0
    assert erase_archived.erase_old_files(months_on(365 * 11 + 5)) == 1
    file.refresh_from_db()
    assert erase_archived.is_ours(file)


def test_a_tombstone_is_accepted_and_says_why_the_file_cannot_be_read() -> None:
    file = erased(keep())
    assert all_problems() == []
    assert check_archive.looks_whole()
    assert check_archive.check_archive().startswith("0 ")
    with pytest.raises(archive.ArchiveError, match="au terme de sa conservation") as refusal:
        archive.read(file)
    assert refusal.value.condition == FileCondition.ERASED
    assert AuditEvent.objects.get(action="file.erase").data["sha256"] == file.sha256


def test_bytes_deleted_by_hand_are_missed() -> None:
    archive.path_of(keep().sha256).unlink()
    (problem,) = all_problems()
    assert "introuvable" in problem


def test_a_tombstone_written_by_sql_is_found() -> None:
    file = keep()
    archive.path_of(file.sha256).unlink()
    ArchivedFile.objects.filter(pk=file.pk).update(
        erased_at=timezone.now(), erased_for="files", erasure_mark="0" * 64
    )
    (problem,) = all_problems()
    assert "effacé hors du logiciel" in problem


@pytest.mark.parametrize(
    ("field", "value"), [("size", 1), ("erased_for", "proofs"), ("kind", "fec")]
)
def test_a_tombstone_that_was_changed_is_found(field: str, value: object) -> None:
    file = erased(keep())
    ArchivedFile.objects.filter(pk=file.pk).update(**{field: value})
    (problem,) = all_problems()
    assert "effacé hors du logiciel" in problem


def test_the_mark_of_another_file_is_worth_nothing() -> None:
    one = erased(keep())
    other = archive.archive(b"other", name="b.csv", kind="kiosk.balances", direction=Direction.OUT)
    archive.path_of(other.sha256).unlink()
    ArchivedFile.objects.filter(pk=other.pk).update(
        erased_at=one.erased_at, erased_for=one.erased_for, erasure_mark=one.erasure_mark
    )
    (problem,) = all_problems()
    assert "b.csv" in problem


def test_a_row_is_never_deleted() -> None:
    file = keep()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_files_archivedfile WHERE id = %s", [file.pk])


def test_bytes_that_another_row_names_stay() -> None:
    told, kept = keep(), keep("copie.csv", kind="fec")
    assert erased(told).erased_at is not None
    assert archive.read(kept) == CONTENT
    assert all_problems() == []


def test_bytes_put_a_moment_ago_wait_for_the_next_night() -> None:
    file = keep()
    now = timezone.now()
    assert erase_archived.erase(ArchivedFile.objects.all(), reason="files", now=now) == 1
    assert archive.path_of(file.sha256).exists()
    assert erase_archived.erase_old_files(now + timedelta(days=2)) == 0
    assert not archive.path_of(file.sha256).exists()


def test_a_night_killed_before_the_bytes_are_gone_is_made_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = keep()

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erase_archived, "_take_away", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_archived.erase_old_files(months_on(440))
    assert archive.path_of(file.sha256).exists()
    erase_what_is_over(months_on(441))
    assert not archive.path_of(file.sha256).exists()
    assert all_problems() == []
