"""The ways money arrives for which an entity chooses a journal.

Channels live above the ledger: they say here, when they start, under which code and label the
entity's record shows their journal.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class JournalSetting:
    """One journal field of the entity's record. ``code`` is that of ``ReceiptJournal.channel``."""

    code: str
    label: "StrOrPromise"


_settings: dict[str, JournalSetting] = {}


def register(code: str, label: "StrOrPromise") -> None:
    """Let entities choose the journal of ``code``, a channel or a means of payment within one."""
    _settings.setdefault(code, JournalSetting(code, label))


def journal_settings() -> list[JournalSetting]:
    """The journal fields, in the order in which they were registered."""
    return list(_settings.values())
