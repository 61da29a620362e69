"""The ways money arrives for which an entity chooses a journal.

Channels live above the ledger: their rooms say under which code and label the
entity's record shows their journal.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.house.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class JournalSetting:
    """One journal field of the entity's record. ``code`` is that of ``ReceiptJournal.channel``."""

    code: str
    label: "StrOrPromise"
    #: Its place on screen, smallest first; then in the order in which rooms bring them.
    order: int = 100
    #: Whether what is received that way is cash: its journal's treasury is a till.
    is_cash: bool = False


#: The journal fields, in the order of the screen.
JOURNAL_SETTINGS: Registry[str, JournalSetting] = Registry(
    "journal setting", key=lambda setting: setting.code, order=lambda setting: setting.order
)
