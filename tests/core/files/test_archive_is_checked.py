"""A file that the archive lost is told by the check, by verify_books and by /readyz."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive, check_archive
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.jobs.services import jobs, schedule
from core.text.errors import BusinessError
from ledger.books.services.verify_books import all_problems

pytestmark = pytest.mark.django_db


def keep(name: str = "prélèvements.xml") -> ArchivedFile:
    return archive.archive(name.encode(), name=name, kind="pain.008", direction=Direction.OUT)


def test_an_archive_that_is_whole() -> None:
    keep()
    assert check_archive.check_archive() == "1 fichier vérifié."
    assert check_archive.looks_whole()
    assert all_problems() == []


def test_a_lost_file_is_named() -> None:
    archive.path_of(keep().sha256).unlink()
    (problem,) = all_problems()
    assert "prélèvements.xml" in problem
    assert not check_archive.looks_whole()
    with pytest.raises(BusinessError, match=r"prélèvements\.xml"):
        check_archive.check_archive()


def test_an_altered_file_is_found_by_reading_it() -> None:
    path = archive.path_of(keep().sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    (problem,) = all_problems()
    assert "altéré" in problem


def test_what_is_there_and_cannot_be_read_is_told_apart_from_what_is_lost() -> None:
    path = archive.path_of(keep().sha256)
    path.unlink()
    path.mkdir()  # closed to everybody, to a test that runs as root too
    (problem,) = all_problems()
    assert "est là" in problem
    assert not check_archive.looks_whole()


@pytest.mark.skipif(settings.LSC_SITE != "backoffice", reason="the back office keeps the archive")
def test_the_back_office_is_not_ready_without_its_archive() -> None:
    file = keep()
    assert Client().get("/readyz").json()["parts"]["archive"]["ok"]
    archive.path_of(file.sha256).unlink()
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["parts"]["archive"]["ok"]


def test_a_check_that_found_a_loss_is_remembered_until_one_finds_none() -> None:
    files = [keep(f"{number}.xml") for number in range(2 * check_archive.SAMPLE + 1)]
    lost = archive.path_of(files[check_archive.SAMPLE].sha256)
    content = lost.read_bytes()
    lost.unlink()
    assert check_archive.looks_whole()
    service = schedule.get(check_archive.SERVICE)
    schedule.row_of(service)
    job = run(service)
    assert job.state == JobState.FAILED
    assert not check_archive.looks_whole()
    assert check_archive.last_check() is None
    lost.write_bytes(content)
    assert run(service).state == JobState.DONE
    assert check_archive.looks_whole()
    assert check_archive.last_check() is not None


def run(service: schedule.Service) -> Job:
    job = jobs.create(service.job_kind, label=str(service.label), acting_user=None)
    return schedule._execute(service, job, timezone.now())
