"""What every transport can do. Names are those of files in one folder, never paths."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

#: Seconds to wait for a connection, and for each answer after that.
CONNECT_SECONDS = 10
ANSWER_SECONDS = 30
CHUNK = 1 << 18

_UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f]")


def is_safe_name(name: str) -> bool:
    """Whether a name that the other side chose can only mean a file of its own folder."""
    return bool(name) and name not in {".", ".."} and not _UNSAFE.search(name) and len(name) <= 200


@dataclass(frozen=True)
class RemoteFile:
    """A file of the folder. ``written_at`` is None where the server does not tell."""

    name: str
    size: int
    written_at: datetime | None


class Transport(ABC):
    """One folder, connected to. Every method raises ExchangeError."""

    @abstractmethod
    def list(self) -> list[RemoteFile]:
        """The regular files whose names are safe, by name."""

    @abstractmethod
    def stat(self, name: str) -> RemoteFile:
        """The file as it is now."""

    @abstractmethod
    def fetch(self, name: str, write: Callable[[bytes], object]) -> None:
        """Pass the file's bytes to ``write``, chunk by chunk."""

    @abstractmethod
    def store(self, name: str, source: BinaryIO) -> None:
        """Write what ``source`` reads under that very name; whoever calls renames."""

    @abstractmethod
    def rename(self, old: str, new: str) -> None:
        """Give the file its new name, in place of the file that has it."""

    @abstractmethod
    def move(self, name: str, subfolder: str, new: str) -> None:
        """Put the file into a subfolder, made where it is missing, as ``new``."""

    @abstractmethod
    def delete(self, name: str) -> None:
        """Remove the file."""

    @abstractmethod
    def close(self) -> None:
        """Hang up. Never raises."""
