"""Nothing is half kept, and nothing is kept in clear: every archived byte is encrypted."""

import errno
import hashlib
import io
import os
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.database.crypto import InvalidToken
from core.database.crypto.streams import SEGMENT, StreamWriter, open_stream
from core.database.secrets import new_key
from core.files.enums import Direction, FileCondition
from core.files.models import ArchivedFile
from core.files.services import archive
from core.files.services.check_archive import verify_all
from tests.factories import IBAN

pytestmark = pytest.mark.django_db


def keep(content: bytes = b"<Document/>") -> ArchivedFile:
    return archive.archive(content, name="pain.xml", kind="pain.008", direction=Direction.OUT)


def test_the_exact_bytes_are_kept_once_under_their_digest() -> None:
    first, second = keep(), keep()
    assert first.sha256 == second.sha256 == hashlib.sha256(b"<Document/>").hexdigest()
    assert archive.read(first) == b"<Document/>"


@pytest.mark.parametrize(("folder", "file"), [(0o2770, 0o640), (0o755, 0o600)])
def test_a_file_is_its_groups_only_where_two_sites_share(settings, folder: int, file: int) -> None:
    """Each site has a user of its own; both are of the group that the folders hand down."""
    incoming = Path(settings.ARCHIVE_DIR) / "incoming"
    incoming.mkdir(parents=True)
    incoming.chmod(folder)
    kept = keep(f"<Document>{folder}</Document>".encode())
    (path,) = (each for each in Path(settings.ARCHIVE_DIR).rglob(kept.sha256))
    assert path.stat().st_mode & 0o777 == file


def test_a_full_disk_leaves_nothing_and_says_what_to_do(settings, monkeypatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(archive.ArchiveError, match="libérez de la place"):
        keep()
    assert not ArchivedFile.objects.exists()
    left = [path for path in settings.ARCHIVE_DIR.rglob("*") if path.is_file()]
    assert left == []


def test_altered_bytes_are_noticed(settings) -> None:
    file = keep()
    [path] = [each for each in settings.ARCHIVE_DIR.rglob(file.sha256) if each.is_file()]
    path.chmod(0o600)
    path.write_bytes(b"<Faux/>")
    with pytest.raises(archive.ArchiveError, match="altéré"):
        archive.read(file)


def bytes_on_disk(file: ArchivedFile) -> Path:
    return archive.path_of(file.sha256)


def test_no_archived_byte_is_in_clear() -> None:
    file = keep(IBAN.encode() * 10_000)
    assert IBAN.encode() not in bytes_on_disk(file).read_bytes()
    with archive.open_archived(file) as plain:
        assert plain.read(27) == IBAN.encode()


def test_one_changed_byte_anywhere_is_noticed() -> None:
    file = keep(bytes(3 * SEGMENT))
    path = bytes_on_disk(file)
    whole = path.read_bytes()
    for place in range(0, len(whole), SEGMENT // 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert archive.verify(file.sha256) in {FileCondition.ALTERED, FileCondition.UNREADABLE}
    path.write_bytes(whole)
    assert archive.verify(file.sha256) == FileCondition.WHOLE


def test_a_file_cut_at_a_segment_or_put_under_another_name_is_noticed() -> None:
    one, other = keep(b"a" * (2 * SEGMENT)), keep(b"b" * (2 * SEGMENT))
    whole = bytes_on_disk(one).read_bytes()
    bytes_on_disk(other).write_bytes(whole)
    assert archive.verify(other.sha256) == FileCondition.ALTERED
    bytes_on_disk(one).write_bytes(whole[: 40 + SEGMENT + 16])
    assert archive.verify(one.sha256) == FileCondition.ALTERED
    bytes_on_disk(one).unlink()
    assert dict(verify_all()) == {
        one.sha256: FileCondition.MISSING,
        other.sha256: FileCondition.ALTERED,
    }


def test_without_its_key_a_file_says_so(settings) -> None:
    file = keep()
    settings.FIELD_ENCRYPTION_KEYS = [new_key()]
    assert archive.verify(file.sha256) == FileCondition.UNREADABLE
    with pytest.raises(archive.ArchiveError, match="clé manque"):
        archive.read(file)


def sealed(content: bytes, name: str = "name") -> io.BytesIO:
    handle = io.BytesIO()
    writer = StreamWriter(handle)
    for start in range(0, len(content), 10_007):
        writer.write(content[start : start + 10_007])
    writer.finish(name)
    return handle


@pytest.mark.parametrize(
    "size", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 1]
)
def test_what_comes_out_is_what_went_in_whatever_the_size(size: int) -> None:
    content = random.Random(size).randbytes(size)
    assert open_stream(sealed(content), "name").read() == content
    with pytest.raises(InvalidToken):
        open_stream(sealed(content), "other").read()


@given(st.lists(st.tuples(st.integers(0, 3 * SEGMENT), st.integers(0, SEGMENT)), max_size=8))
def test_any_part_can_be_read_in_any_order(parts: list[tuple[int, int]]) -> None:
    content = random.Random(1).randbytes(2 * SEGMENT + 77)
    stream = open_stream(sealed(content), "name")
    for start, length in parts:
        stream.seek(start)
        assert stream.read(length) == content[start : start + length]


def test_memory_stays_the_same_however_large_the_file() -> None:
    class Zeros(io.RawIOBase):
        left = 64 << 20

        def readable(self) -> bool:
            return True

        def readinto(self, buffer) -> int:
            size = min(len(buffer), self.left)
            self.left -= size
            return size

    tracemalloc.start()
    file = archive.archive_stream(
        io.BufferedReader(Zeros()), name="x", kind="x", direction=Direction.OUT
    )
    assert archive.verify(file.sha256) == FileCondition.WHOLE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert file.size == 64 << 20
    assert peak < 8 << 20
