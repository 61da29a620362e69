"""What a channel is: a way for money to reach the draft.

Its room brings it (``room.py``). The draft, the filters, the statistics and the API are written
against this interface alone, so that a new way to pay touches no file of ``receipts``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import OuterRef, Q

from core.house.registry import Registry
from core.people.models import User
from receipts.draft.enums import RefusalCode
from receipts.draft.models import DraftReceipt


class Transition(StrEnum):
    PREPARE = "prepare"
    POST = "post"
    UNPREPARE = "unprepare"
    CANCEL = "cancel"
    REVERSE = "reverse"
    #: A reversed receipt goes back into the draft, as a new line.
    REDRAFT = "redraft"
    EDIT = "edit"


@dataclass(frozen=True)
class ChannelAction:
    """A button that the channel adds to the draft's bar.

    HTMX posts ``sel`` and ``vue`` to ``url_name``, which reads them by
    ``receipts.draft.views.selection.selected_ids``. What it answers is shown in the draft's dialog;
    an empty answer with the header ``HX-Trigger: draft:changed`` refreshes the draft and shows the
    messages. ``key`` is shown on the button (``F6``).
    """

    code: str
    label: Any
    url_name: str
    right: str
    key: str = ""
    icon: str = ""
    needs_selection: bool = True


@dataclass(frozen=True)
class Mark:
    """A pill or warning beside a line. ``tone`` is info, success, warning or danger."""

    text: Any
    tone: str = "info"


@dataclass(frozen=True)
class Doubt:
    """What a person must say yes to before a line goes to the books, and why it is asked."""

    code: RefusalCode
    reason: str


@dataclass(frozen=True)
class TimelineStep:
    """One moment in the life of a receipt; ``at`` is None for what has not happened yet."""

    label: Any
    at: Any = None
    detail: str = ""


@dataclass(frozen=True)
class KeyedElsewhere:
    """Names of relations of a receipt: to what was keyed for it, who keyed that, and when."""

    what: str
    by: str
    at: str


#: Condition that no receipt meets.
NO_RECEIPT = Q(pk__in=())


class Channel:
    """Base of all channels. Methods that take several receipts must use a constant number of
    SQL statements; those that give a condition, none."""

    code: str
    label: Any
    icon: str = "cash"
    #: Its place on screen, smallest first; then in the order in which rooms bring them.
    order: int = 100
    #: Whether a person may key a line of this channel in the draft.
    keyed_by_hand: bool = False
    #: Whether the counter keys its receipts by batches.
    keyed_in_batches: bool = False
    #: Where its lines come from something that was keyed before them.
    keyed_elsewhere: KeyedElsewhere | None = None
    #: Whether its money is still to be taken from the client's bank account.
    is_debit: bool = False
    #: Whether its journal is that of the entity's bank account, where that one names none.
    goes_to_the_bank: bool = False
    actions: Sequence[ChannelAction] = ()
    #: Code of the channel whose journal its lines take where the entity chose none for them.
    journal_fallback: str = ""

    def journal_setting(self, receipt: DraftReceipt) -> str:
        """Which journal setting of the entity the line takes: its channel's, or that of a means of
        payment within it (``kiosk.cash``). ``raw_data`` is loaded."""
        return self.code

    def marks(self, receipts: Sequence[DraftReceipt]) -> Mapping[int, Sequence[Mark]]:
        """Marks by receipt id, beside those every receipt has."""
        return {}

    def in_cash(self, receipts: Sequence[DraftReceipt]) -> frozenset[int]:
        """Ids of those paid in banknotes, to which the law sets a ceiling."""
        return frozenset()

    def gone(self) -> Q:
        """Condition on posted receipts whose money is no longer there, though their entry stands:
        a cheque that bounced."""
        return NO_RECEIPT

    def of_batch(self, number: int) -> Q:
        """Condition on receipts that were keyed in that batch of the counter."""
        return NO_RECEIPT

    def in_hand_before(self, day: date | OuterRef) -> Q:
        """Condition on receipts whose money was in our hands before that day, though their movement
        is later: a cheque that was kept."""
        return NO_RECEIPT

    def spent_actions(self, receipts: Sequence[DraftReceipt]) -> Mapping[int, frozenset[str]]:
        """Codes of the actions that are no longer to be had, by receipt id."""
        return {}

    def refusals(
        self,
        receipts: Sequence[DraftReceipt],
        transition: Transition,
        *,
        acting_user: User | None = None,
    ) -> Mapping[int, str]:
        """Why a transition is refused, by receipt id; called with the rows locked. ``acting_user``
        is whoever asks, where the channel wants rights of its own; None is the software."""
        return {}

    def doubts(self, receipts: Sequence[DraftReceipt]) -> Mapping[int, Doubt]:
        """What to ask before these lines are prepared, by receipt id; posting wants the answer."""
        return {}

    def after(
        self, receipts: Sequence[DraftReceipt], transition: Transition, *, acting_user: User | None
    ) -> None:
        """Called in the transaction of a transition, once it is written."""

    def drafted_again(self, reversed_receipt: DraftReceipt, new_id: int) -> None:
        """Called in the transaction that puts a reversed receipt back into the draft as a new
        line: what the channel ties to the money follows it."""

    def timeline(self, receipt: DraftReceipt) -> Sequence[TimelineStep]:
        """The channel's own moments in the receipt's life, oldest first."""
        return ()

    def panels(self, receipt: DraftReceipt) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Templates, with their context, that the receipt's drawer and page show."""
        return ()


#: All ways to pay, in the order of the screen.
CHANNELS: Registry[str, Channel] = Registry(
    "channel", key=lambda channel: channel.code, order=lambda channel: channel.order
)


def any_channel(condition: Callable[[Channel], Q]) -> Q:
    """What some channel's condition lets through."""
    conditions = [each for each in map(condition, CHANNELS) if each is not NO_RECEIPT]
    return reduce(or_, conditions) if conditions else NO_RECEIPT


def label_of(code: str) -> str:
    """The label of a channel, or its code where its room is not installed."""
    known = CHANNELS.find(code)
    return str(known.label) if known else code
