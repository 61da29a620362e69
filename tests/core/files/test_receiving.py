"""What arrives is archived whole and once, before anyone reads it."""

import os
import time
from io import BytesIO
from pathlib import Path

import pytest

from core.files.enums import AfterDownload, Direction, FileOutcome
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.files.exchange.errors import ExchangeError, Reason
from core.files.models import ArchivedFile
from core.files.services import archive
from core.files.services.exchange import consume, receive_files, receiving
from core.jobs.models import SystemMessage
from tests.core.files.factories import make_local, make_sftp
from tests.exchange_servers import SshServer, ssh_server
from tests.factories import make_staff
from tests.registries import only

pytestmark = pytest.mark.django_db


def put(path: Path, content: bytes, *, days_old: int = 0) -> None:
    path.write_bytes(content)
    moment = time.time() - days_old * 86_400
    os.utime(path, (moment, moment))


def test_a_file_is_archived_with_all_that_is_known_of_it(sshd: SshServer) -> None:
    put(sshd.files / "Paiements.CSV", b"500 euros", days_old=3)
    put(sshd.files / "lisez-moi.txt", b"bonjour")
    folder = make_sftp(sshd)
    [file] = receive_files(folder, kind="kiosk", pattern="paiements*.csv")
    assert (file.name, file.size, file.direction) == ("Paiements.CSV", 9, Direction.IN)
    assert (file.folder, file.outcome) == (folder, FileOutcome.STORED)
    assert archive.read(file) == b"500 euros"
    assert file.written_at is not None
    folder.refresh_from_db()
    assert folder.last_contact_at is not None
    assert (sshd.files / "Paiements.CSV").exists()


def test_the_same_content_twice_does_nothing(tmp_path: Path) -> None:
    files = tmp_path / "files"
    folder = make_local(files)
    put(files / "soir.csv", b"330,00")
    [file] = receive_files(folder, kind="kiosk")
    put(files / "copie.csv", b"330,00")
    assert receive_files(folder, kind="kiosk") == [file]
    ArchivedFile.objects.update(outcome=FileOutcome.PROCESSED)
    assert receive_files(folder, kind="kiosk") == []
    assert ArchivedFile.objects.count() == 1


def test_the_same_name_with_other_content_is_accepted_and_flagged(tmp_path: Path) -> None:
    files = tmp_path / "files"
    folder = make_local(files)
    put(files / "soir.csv", b"330,00")
    [first] = receive_files(folder, kind="kiosk")
    put(files / "soir.csv", b"650,00")
    [_first, second] = receive_files(folder, kind="kiosk")
    assert second.namesake == first
    # The two names never chase each other: the third night brings nothing.
    assert receive_files(folder, kind="kiosk") == [first, second]
    put(files / "soir.csv", b"330,00")
    assert receive_files(folder, kind="kiosk") == [first, second]


def test_a_file_at_rest_is_not_downloaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tmp_path / "files"
    folder = make_local(files)
    put(files / "ancien.csv", b"1", days_old=5)
    put(files / "recent.csv", b"2")
    receive_files(folder, kind="kiosk")
    taken: list[str] = []
    monkeypatch.setattr(
        receiving, "_take", lambda transport, folder, name, kind: taken.append(name)
    )
    receive_files(folder, kind="kiosk")
    assert taken == ["recent.csv"]
    put(files / "ancien.csv", b"11", days_old=5)
    receive_files(folder, kind="kiosk")
    assert taken == ["recent.csv", "ancien.csv", "recent.csv"]


@pytest.mark.parametrize("name", [".cache.csv", "soir.csv.part", "soir.csv.tmp", "a.filepart"])
def test_what_others_still_write_is_left_alone(name: str, tmp_path: Path) -> None:
    folder = make_local(tmp_path / "files")
    put(tmp_path / "files" / name, b"330,")
    assert receive_files(folder, kind="kiosk") == []


def test_a_file_that_grows_meanwhile_is_left_for_later(
    sshd: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.files.exchange.sftp import SftpTransport

    path = sshd.files / "soir.csv"
    put(path, b"1;330,00\n")
    folder = make_sftp(sshd)
    fetch = SftpTransport.fetch

    def fetch_while_it_grows(self: SftpTransport, name: str, write: object) -> None:
        fetch(self, name, write)  # type: ignore[arg-type]
        with path.open("ab") as handle:
            handle.write(b"2;650,00\n")

    with monkeypatch.context() as patch:
        patch.setattr(SftpTransport, "fetch", fetch_while_it_grows)
        assert receive_files(folder, kind="kiosk") == []
    [file] = receive_files(folder, kind="kiosk")
    assert archive.read(file) == b"1;330,00\n2;650,00\n"


def test_a_file_is_tidied_into_a_subfolder(sshd: SshServer) -> None:
    folder = make_sftp(sshd, after_download=AfterDownload.MOVE)
    put(sshd.files / "soir.csv", b"330,00")
    [first] = receive_files(folder, kind="kiosk")
    put(sshd.files / "soir.csv", b"650,00")
    [_first, second] = receive_files(folder, kind="kiosk")
    kept = sorted(file.name for file in (sshd.files / "traites").iterdir())
    assert kept == sorted(f"{file.sha256[:8]}-soir.csv" for file in (first, second))
    assert not (sshd.files / "soir.csv").exists()


def test_a_file_archived_by_a_worker_killed_before_tidying_is_tidied(tmp_path: Path) -> None:
    files = tmp_path / "files"
    folder = make_local(files, after_download=AfterDownload.MOVE)
    archive.archive(b"330,00", name="soir.csv", kind="kiosk", direction=Direction.IN, folder=folder)
    put(files / "soir.csv", b"330,00")
    assert len(receive_files(folder, kind="kiosk")) == 1
    assert not (files / "soir.csv").exists()


def test_one_file_without_right_does_not_hold_back_the_others(tmp_path: Path) -> None:
    admin = make_staff(is_superuser=True)
    with ssh_server(tmp_path, options="-P rename,posix-rename") as server:
        folder = make_sftp(server, after_download=AfterDownload.MOVE)
        put(server.files / "a.csv", b"1")
        put(server.files / "b.csv", b"2")
        for _night in range(2):
            assert len(receive_files(folder, kind="kiosk")) == 2
    told = SystemMessage.objects.filter(recipient=admin)
    assert {message.body.split()[0] for message in told} == {"a.csv", "b.csv"}
    assert told.count() == 2


def test_a_file_waits_until_it_was_dealt_with(tmp_path: Path) -> None:
    folder = make_local(tmp_path / "files")
    put(tmp_path / "files" / "soir.csv", b"330,00")
    receive_files(folder, kind="kiosk")
    # A worker killed here comes back to it.
    [file] = receive_files(folder, kind="kiosk")
    with only(FILE_KINDS, FileKind("kiosk", "Paiements", lambda _file, _user: "1 paiement.")):
        assert consume(file, acting_user=None) == "1 paiement."
    assert receive_files(folder, kind="kiosk") == []


@pytest.mark.dated
def test_a_file_too_large_is_refused_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = make_staff(is_superuser=True)
    monkeypatch.setattr(receiving, "MAX_BYTES", 10)
    folder = make_local(tmp_path / "files")
    put(tmp_path / "files" / "gros.csv", b"x" * 11)
    put(tmp_path / "files" / "petit.csv", b"x" * 10)
    assert [file.name for file in receive_files(folder, kind="kiosk")] == ["petit.csv"]
    assert "gros.csv" in SystemMessage.objects.get(recipient=admin).body


def test_a_folder_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    folder = make_local(tmp_path / "files")
    folder.path = str(tmp_path / "absent")
    folder.save()
    with pytest.raises(ExchangeError) as refusal:
        receive_files(folder, kind="kiosk")
    assert refusal.value.reason == Reason.MISSING
    folder.refresh_from_db()
    assert folder.last_error == str(refusal.value)


def test_a_million_lines_are_archived_in_constant_memory(tmp_path: Path) -> None:
    import tracemalloc

    folder = make_local(tmp_path / "files")
    with (tmp_path / "files" / "gros.csv").open("wb") as handle:
        for _block in range(100):
            handle.write(b"P;000001;2026-11-21;S001;450PIERREP;65,63\n" * 10_000)
    tracemalloc.start()
    [file] = receive_files(folder, kind="kiosk")
    with archive.open_archived(file) as stored:
        lines = sum(1 for _line in stored)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines == 1_000_000
    assert peak < 8_000_000


def test_archive_reads_whatever_stream_it_is_given() -> None:
    file = archive.archive_stream(BytesIO(b"abc"), name="a", kind="fec", direction=Direction.OUT)
    assert archive.read(file) == b"abc"
