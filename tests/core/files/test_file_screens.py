"""Every archived file is listed, downloaded as it was, and replayed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from core.database.models import AuditEvent
from core.files.enums import Direction, FileOutcome
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.files.models import ArchivedFile
from core.files.services import archive
from core.files.services.exchange import consume, deliver_file
from core.jobs.models import Job
from core.jobs.services import outbox
from core.people.models import User
from core.text.errors import BusinessError
from tests.core.files.factories import make_local
from tests.factories import make_staff
from tests.registries import only

pytestmark = pytest.mark.django_db

CONTENT = b"\xef\xbb\xbfP;1;65,63\r\n<script>alert(1)</script>"


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(make_staff(rights=["core_people.manage_settings", "core_people.see_files"]))
    return client


@pytest.fixture
def runs() -> Iterator[list[int]]:
    """How often the consumer of « kiosk » ran; its first answer is a refusal."""
    ran: list[int] = []

    def run(file: ArchivedFile, _user: User | None) -> str:
        ran.append(file.pk)
        if len(ran) == 1:
            raise BusinessError("Le fichier est coupé.", ["ligne 3"])
        return "2 paiements au brouillard."

    with only(FILE_KINDS, FileKind("kiosk", "Paiements de l’automate", run)):
        yield ran


def make_file(tmp_path: Path, content: bytes = CONTENT, name: str = "soir.csv") -> ArchivedFile:
    from core.files.models import ExchangeFolder

    folder = ExchangeFolder.objects.first() or make_local(tmp_path / "files")
    return archive.archive(content, name=name, kind="kiosk", direction=Direction.IN, folder=folder)


def test_files_are_listed_and_found(reader: Client, tmp_path: Path, runs: list[int]) -> None:
    file = make_file(tmp_path)
    make_file(tmp_path, b"autre contenu")
    page = reader.get("/parametres/fichiers/").content.decode()
    assert "Paiements de l’automate" in page
    assert "même nom, autre contenu" in page
    found = reader.get(f"/parametres/fichiers/?q={file.sha256}").content.decode()
    assert found.count('class="list-open"') == 1
    page = reader.get(f"/parametres/fichiers/{file.pk}/").content.decode()
    assert file.sha256 in page


def test_a_download_is_the_exact_bytes_and_leaves_a_trace(reader: Client, tmp_path: Path) -> None:
    file = make_file(tmp_path)
    response = reader.get(f"/parametres/fichiers/{file.pk}/telecharger/")
    assert b"".join(response) == CONTENT
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.get(action="file.download").object_id == str(file.pk)


def test_an_altered_file_is_not_given(reader: Client, tmp_path: Path) -> None:
    file = make_file(tmp_path)
    (tmp_path / "archive" / file.sha256[:2] / file.sha256).write_bytes(b"autre")
    response = reader.get(f"/parametres/fichiers/{file.pk}/telecharger/", follow=True)
    assert "altéré" in response.content.decode()


def test_a_refused_file_says_why_and_is_replayed(
    reader: Client, tmp_path: Path, runs: list[int]
) -> None:
    file = make_file(tmp_path)
    with pytest.raises(BusinessError):
        consume(file, acting_user=None)
    page = reader.get(f"/parametres/fichiers/{file.pk}/").content.decode()
    assert "Le fichier est coupé." in page
    assert "ligne 3" in page
    reader.post(f"/parametres/fichiers/{file.pk}/rejouer/")
    consuming_job = Job.objects.get()
    from core.files.services.exchange.consuming import run_replay

    run_replay(consuming_job.pk)
    run_replay(consuming_job.pk)
    assert len(runs) == 2
    file.refresh_from_db()
    assert (file.outcome, file.error) == (FileOutcome.PROCESSED, "")
    page = reader.get(f"/parametres/fichiers/{file.pk}/").content.decode()
    assert "2 paiements au brouillard." in page


def test_an_unexpected_error_is_told_without_its_details(tmp_path: Path) -> None:
    def run(_file: ArchivedFile, _user: User | None) -> str:
        raise ZeroDivisionError("détail technique")

    file = make_file(tmp_path)
    with only(FILE_KINDS, FileKind("kiosk", "Paiements", run)), pytest.raises(ZeroDivisionError):
        consume(file, acting_user=None)
    file.refresh_from_db()
    assert file.outcome == FileOutcome.FAILED
    assert "détail technique" not in file.error


def test_what_nobody_consumes_cannot_be_replayed(reader: Client, tmp_path: Path) -> None:
    file = archive.archive(b"x", name="fec.txt", kind="fec", direction=Direction.OUT)
    page = reader.get(f"/parametres/fichiers/{file.pk}/").content.decode()
    assert "Rejouer" not in page
    assert "Déposer à nouveau" not in page
    reader.post(f"/parametres/fichiers/{file.pk}/rejouer/")
    assert not Job.objects.exists()


def test_a_file_is_left_in_its_folder_again(reader: Client, tmp_path: Path) -> None:
    folder = make_local(tmp_path / "files")
    file = archive.archive(b"x", name="soldes.csv", kind="balances", direction=Direction.OUT)
    deliver_file(file, folder)
    outbox.deliver()
    left = tmp_path / "files" / "soldes.csv"
    left.unlink()
    assert "Déposer à nouveau" in reader.get(f"/parametres/fichiers/{file.pk}/").content.decode()
    reader.post(f"/parametres/fichiers/{file.pk}/deposer/")
    outbox.deliver()
    assert left.read_bytes() == b"x"
    page = reader.get(f"/parametres/fichiers/{file.pk}/historique/").content.decode()
    assert "Nouveau dépôt demandé" in page
