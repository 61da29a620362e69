"""Every transport does the same thing: list, fetch, store, rename, move, delete."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from core.files.exchange.connecting import connect
from core.files.exchange.errors import ExchangeError, Reason
from core.files.models import ExchangeFolder
from tests.core.files.factories import make_ftp, make_local, make_sftp
from tests.exchange_servers import SshServer, ftp_server

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 1000


@contextmanager
def _folder(
    kind: str, tmp_path: Path, sshd: SshServer, certificate: Path
) -> Iterator[tuple[ExchangeFolder, Path]]:
    files = tmp_path / "files"
    if kind == "local":
        yield make_local(files), files
    elif kind == "sftp":
        yield make_sftp(sshd), sshd.files
    else:
        tls = certificate if kind == "ftps" else None
        with ftp_server(files, certificate=tls) as port:
            yield make_ftp(port, certificate=tls), files


@pytest.fixture(params=["local", "sftp", "ftps", "ftp"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, sshd: SshServer, certificate: Path
) -> Iterator[tuple[ExchangeFolder, Path]]:
    with _folder(request.param, tmp_path, sshd, certificate) as found:
        yield found


def test_a_file_goes_out_and_comes_back_the_same(place: tuple[ExchangeFolder, Path]) -> None:
    folder, files = place
    received = BytesIO()
    with connect(folder) as transport:
        transport.store("été.csv.part", BytesIO(CONTENT))
        assert transport.stat("été.csv.part").size == len(CONTENT)
        transport.rename("été.csv.part", "été.csv")
        transport.fetch("été.csv", received.write)
    assert received.getvalue() == CONTENT
    assert (files / "été.csv").read_bytes() == CONTENT
    assert not (files / "été.csv.part").exists()


def test_renaming_replaces_the_file_of_that_name(place: tuple[ExchangeFolder, Path]) -> None:
    folder, files = place
    (files / "soldes.csv").write_bytes(b"hier")
    with connect(folder) as transport:
        transport.store("soldes.csv.part", BytesIO(b"aujourd'hui"))
        transport.rename("soldes.csv.part", "soldes.csv")
    assert (files / "soldes.csv").read_bytes() == b"aujourd'hui"


def test_only_files_are_listed(place: tuple[ExchangeFolder, Path]) -> None:
    folder, files = place
    (files / "b.csv").write_bytes(b"22")
    (files / "a.csv").write_bytes(b"1")
    (files / "sous-dossier").mkdir()
    with connect(folder) as transport:
        found = transport.list()
        assert [(file.name, file.size) for file in found] == [("a.csv", 1), ("b.csv", 2)]
        assert found == [transport.stat("a.csv"), transport.stat("b.csv")]
        assert all(file.written_at is not None for file in found)


def test_an_empty_folder_is_an_empty_list(place: tuple[ExchangeFolder, Path]) -> None:
    with connect(place[0]) as transport:
        assert transport.list() == []


def test_a_file_is_moved_to_a_subfolder_made_for_it(place: tuple[ExchangeFolder, Path]) -> None:
    folder, files = place
    (files / "a.csv").write_bytes(b"1")
    (files / "b.csv").write_bytes(b"2")
    with connect(folder) as transport:
        transport.move("a.csv", "traites", "1-a.csv")
        transport.move("b.csv", "traites", "2-b.csv")
        assert transport.list() == []
    assert sorted(file.name for file in (files / "traites").iterdir()) == ["1-a.csv", "2-b.csv"]


def test_a_file_is_deleted(place: tuple[ExchangeFolder, Path]) -> None:
    folder, files = place
    (files / "a.csv").write_bytes(b"1")
    with connect(folder) as transport:
        transport.delete("a.csv")
    assert not (files / "a.csv").exists()


def test_a_missing_file_is_told_as_such(place: tuple[ExchangeFolder, Path]) -> None:
    with connect(place[0]) as transport:
        with pytest.raises(ExchangeError) as refusal:
            transport.stat("absent.csv")
        assert refusal.value.reason == Reason.MISSING
        with pytest.raises(ExchangeError) as refusal:
            transport.fetch("absent.csv", lambda chunk: None)
        assert refusal.value.reason == Reason.MISSING


def test_a_missing_folder_is_told_as_such(place: tuple[ExchangeFolder, Path]) -> None:
    folder, _files = place
    folder.path = f"{folder.path.rstrip('/')}/absent"
    with pytest.raises(ExchangeError) as refusal, connect(folder):
        pass
    assert refusal.value.reason == Reason.MISSING
    assert "absent" in str(refusal.value)


def test_an_empty_file_travels_too(place: tuple[ExchangeFolder, Path]) -> None:
    folder, files = place
    received = BytesIO()
    with connect(folder) as transport:
        transport.store("vide.csv", BytesIO(b""))
        transport.fetch("vide.csv", received.write)
    assert received.getvalue() == b""
    assert (files / "vide.csv").stat().st_size == 0
