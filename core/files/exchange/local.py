"""A directory of this machine, or of a network drive that it mounts."""

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.transport import CHUNK, RemoteFile, Transport, is_safe_name

_REASONS = {
    errno.ENOENT: Reason.MISSING,
    errno.ENOTDIR: Reason.MISSING,
    errno.EACCES: Reason.RIGHTS,
    errno.EPERM: Reason.RIGHTS,
    errno.EROFS: Reason.RIGHTS,
    errno.ENOSPC: Reason.DISK_FULL,
    errno.EDQUOT: Reason.DISK_FULL,
    errno.EFBIG: Reason.DISK_FULL,
    errno.ETIMEDOUT: Reason.TIMEOUT,
}
_SYSTEM = ("/boot", "/dev", "/etc", "/proc", "/sys")


def refuse_private(path: Path) -> None:
    """Raise ExchangeError where a folder stands under none of ``EXCHANGE_ROOTS``, or would show the
    machine's, or our own, private files."""
    place = path.resolve()
    private = [Path(each) for each in (settings.ARCHIVE_DIR, settings.MEDIA_ROOT, *_SYSTEM)]
    if place == Path(settings.DATA_DIR).resolve() or any(
        place.is_relative_to(each.resolve()) for each in private
    ):
        raise ExchangeError(Reason.RIGHTS, what=str(path))
    roots = [Path(root).resolve() for root in (*settings.EXCHANGE_ROOTS, settings.SEPA_FOLDER)]
    if not any(place.is_relative_to(root) for root in roots):
        raise ExchangeError(Reason.OUTSIDE, what=str(path))


@contextmanager
def _telling(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, Reason.PROTOCOL)
        raise ExchangeError(reason, what=what, detail=error.strerror or "") from error


def _open(path: Path, mode: str) -> BinaryIO:
    """Open the file itself, never what a link of that name points to."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | os.O_NOFOLLOW, 0o660)

    return open(path, mode, opener=opener)  # type: ignore[return-value]


class LocalTransport(Transport):
    """Raises ExchangeError where the directory is missing or private."""

    def __init__(self, path: str) -> None:
        self._folder = Path(path)
        refuse_private(self._folder)
        with _telling(path):
            if not stat.S_ISDIR(self._folder.stat().st_mode):
                raise ExchangeError(Reason.MISSING, what=path)

    def list(self) -> list[RemoteFile]:
        with _telling(str(self._folder)):
            names = sorted(entry.name for entry in self._folder.iterdir())
        files = []
        for name in filter(is_safe_name, names):
            # Another worker may have moved it since.
            with suppress(FileNotFoundError):
                if stat.S_ISREG((self._folder / name).lstat().st_mode):
                    files.append(self._as_file(name))
        return files

    def _as_file(self, name: str) -> RemoteFile:
        found = (self._folder / name).lstat()
        return RemoteFile(name, found.st_size, datetime.fromtimestamp(int(found.st_mtime), UTC))

    def stat(self, name: str) -> RemoteFile:
        with _telling(name):
            return self._as_file(name)

    def fetch(self, name: str, write: Callable[[bytes], object]) -> None:
        with _telling(name), _open(self._folder / name, "rb") as handle:
            while chunk := handle.read(CHUNK):
                write(chunk)

    def store(self, name: str, source: BinaryIO) -> None:
        with _telling(name), _open(self._folder / name, "wb") as handle:
            shutil.copyfileobj(source, handle, CHUNK)
            handle.flush()
            os.fsync(handle.fileno())

    def rename(self, old: str, new: str) -> None:
        with _telling(old):
            (self._folder / old).replace(self._folder / new)

    def move(self, name: str, subfolder: str, new: str) -> None:
        with _telling(name):
            target = self._folder / subfolder
            target.mkdir(exist_ok=True)
            (self._folder / name).replace(target / new)

    def delete(self, name: str) -> None:
        with _telling(name):
            (self._folder / name).unlink()

    def close(self) -> None:
        """Nothing was opened."""
