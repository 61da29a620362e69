"""What leaves is archived first, then left whole in its folder, and again until it is there."""

from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from core.files.enums import Direction, FileOutcome
from core.files.models import ArchivedFile
from core.files.services import archive
from core.files.services.exchange import deliver_file
from core.files.services.exchange.delivering import deliver_again
from core.jobs.models import OutboxMessage, SystemMessage
from core.jobs.services import outbox
from core.text.errors import BusinessError
from tests.core.files.factories import make_ftp, make_local, make_sftp
from tests.exchange_servers import SshServer, ftp_server, ssh_server
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def make_file(content: bytes = b"soldes", name: str = "soldes.csv") -> ArchivedFile:
    return archive.archive(content, name=name, kind="balances", direction=Direction.OUT)


def retry_now() -> int:
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    return outbox.deliver()


def test_a_file_is_left_in_its_folder(sshd: SshServer) -> None:
    file, folder = make_file(), make_sftp(sshd)
    deliver_file(file, folder)
    assert outbox.deliver() == 0
    assert (sshd.files / "soldes.csv").read_bytes() == b"soldes"
    assert [path.name for path in sshd.files.iterdir()] == ["soldes.csv"]
    file.refresh_from_db()
    assert (file.outcome, file.folder) == (FileOutcome.DELIVERED, folder)


def test_asked_twice_it_is_left_once(tmp_path: Path) -> None:
    file, folder = make_file(), make_local(tmp_path / "files")
    deliver_file(file, folder)
    deliver_file(file, folder)
    outbox.deliver()
    (tmp_path / "files" / "soldes.csv").unlink()
    deliver_file(file, folder)
    assert outbox.deliver() == 0
    assert list((tmp_path / "files").iterdir()) == []


def test_nothing_leaves_where_the_transaction_is_undone(tmp_path: Path) -> None:
    file, folder = make_file(), make_local(tmp_path / "files")
    with transaction.atomic():
        deliver_file(file, folder)
        transaction.set_rollback(True)
    outbox.deliver()
    assert list((tmp_path / "files").iterdir()) == []


def test_a_failure_is_told_once_and_mended_by_itself(tmp_path: Path) -> None:
    admin = make_staff(is_superuser=True)
    file, folder = make_file(), make_local(tmp_path / "files")
    (tmp_path / "files").rmdir()
    deliver_file(file, folder)
    for _attempt in range(3):
        assert retry_now() == 1
    file.refresh_from_db()
    assert file.outcome == FileOutcome.FAILED
    assert "à nouveau dans un moment" in file.error
    assert SystemMessage.objects.filter(recipient=admin).count() == 1
    folder.refresh_from_db()
    assert folder.last_error
    (tmp_path / "files").mkdir()
    assert retry_now() == 0
    file.refresh_from_db()
    folder.refresh_from_db()
    assert (file.outcome, file.error, folder.last_error) == (FileOutcome.DELIVERED, "", "")


@pytest.mark.dated("core.files.services.exchange.noting")
def test_giving_up_is_told_and_a_person_starts_again(tmp_path: Path) -> None:
    person = make_staff(is_superuser=True)
    file, folder = make_file(), make_local(tmp_path / "files")
    (tmp_path / "files").rmdir()
    deliver_file(file, folder)
    with pytest.raises(BusinessError, match="déjà en route"):
        deliver_again(file=file, acting_user=person)
    for _attempt in range(outbox.MAX_ATTEMPTS):
        retry_now()
    file.refresh_from_db()
    assert "Nous n’essayons plus" in file.error
    assert SystemMessage.objects.filter(recipient=person).count() == 2
    (tmp_path / "files").mkdir()
    assert retry_now() == 0
    deliver_again(file=file, acting_user=person)
    with pytest.raises(BusinessError, match="déjà en route"):
        deliver_again(file=file, acting_user=person)
    outbox.deliver()
    assert (tmp_path / "files" / "soldes.csv").read_bytes() == b"soldes"


def test_a_received_file_is_not_delivered_again(tmp_path: Path) -> None:
    folder = make_local(tmp_path / "files")
    file = archive.archive(b"1", name="a", kind="k", direction=Direction.IN, folder=folder)
    with pytest.raises(BusinessError):
        deliver_again(file=file, acting_user=make_staff())


@pytest.mark.parametrize("name", ["../soldes.csv", "a/b", "a\nb", "..", ""])
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BusinessError):
        deliver_file(make_file(name=name), make_local(tmp_path / "files"))


def test_a_full_disk_over_ssh_leaves_nothing_and_is_mended(tmp_path: Path) -> None:
    file = make_file(content=b"x" * 200_000)
    with ssh_server(tmp_path, max_file_bytes=65_536) as server:
        folder = make_sftp(server)
        deliver_file(file, folder)
        assert outbox.deliver() == 1
        assert list(server.files.iterdir()) == []
        file.refresh_from_db()
        assert "disque est plein" in file.error
        server.stop()
        server.max_file_bytes = None
        server.start()
        assert retry_now() == 0
        assert (server.files / "soldes.csv").stat().st_size == 200_000


def test_no_right_over_ftp_is_told(tmp_path: Path) -> None:
    file = make_file()
    with ftp_server(tmp_path / "files", permissions="elr") as port:
        deliver_file(file, make_ftp(port))
        assert outbox.deliver() == 1
    file.refresh_from_db()
    assert "pas le droit" in file.error


def test_a_full_disk_of_ours_keeps_nothing(tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    content = b"x" * 50_000_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000_000, hard))
    try:
        with pytest.raises(archive.ArchiveError, match="Rien n’a été enregistré"):
            make_file(content=content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not ArchivedFile.objects.exists()
    assert list((tmp_path / "archive" / "incoming").iterdir()) == []


def test_an_altered_archive_never_leaves(tmp_path: Path) -> None:
    file, folder = make_file(), make_local(tmp_path / "files")
    (tmp_path / "archive" / file.sha256[:2] / file.sha256).write_bytes(b"autre!")
    deliver_file(file, folder)
    assert outbox.deliver() == 1
    assert list((tmp_path / "files").iterdir()) == []
