"""What is made of the files that arrive: each room registers its own when it starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.models import ArchivedFile, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Run = Callable[[ArchivedFile, User | None], str]


@dataclass(frozen=True)
class Consumer:
    """``run`` reads the archived file and returns one French sentence that sums up what it did.

    It must bear being run again, after a kill or because a person replays the file. It raises
    BusinessError where the file cannot be used.
    """

    kind: str
    run: Run


_consumers: dict[str, Consumer] = {}
_labels: "dict[str, StrOrPromise]" = {}


def register(kind: str, *, label: "StrOrPromise", run: Run) -> None:
    """Say what is made of the files of ``kind``, and what the kind is called on screen."""
    _consumers[kind] = Consumer(kind, run)
    name_kind(kind, label)


def name_kind(kind: str, label: "StrOrPromise") -> None:
    """Say what a kind of file is called on screen, where nothing is made of it."""
    _labels[kind] = label


def consumer_of(kind: str) -> Consumer | None:
    """What is made of files of that kind; None where they are only kept."""
    return _consumers.get(kind)


def label_of(kind: str) -> str:
    """What a kind is called on screen; itself where no room names it."""
    return str(_labels.get(kind, kind))
