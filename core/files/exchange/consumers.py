"""What is made of the files that arrive: each room brings its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.files.models import ArchivedFile
from core.house.registry import Registry
from core.people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Run = Callable[[ArchivedFile, User | None], str]


@dataclass(frozen=True)
class FileKind:
    """A kind of file, and what it is called on screen.

    ``run`` reads the archived file and returns one French sentence that sums up what it did; None
    where files of that kind are only kept. It must bear being run again, after a kill or because a
    person replays the file. It raises BusinessError where the file cannot be used.
    """

    code: str
    label: "StrOrPromise"
    run: Run | None = None


FILE_KINDS: Registry[str, FileKind] = Registry("kind of file", key=lambda kind: kind.code)


def consumer_of(kind: str) -> Run | None:
    """What is made of files of that kind; None where they are only kept."""
    known = FILE_KINDS.find(kind)
    return known.run if known else None


def label_of(kind: str) -> str:
    """What a kind is called on screen; itself where no room names it."""
    known = FILE_KINDS.find(kind)
    return str(known.label if known else kind)
