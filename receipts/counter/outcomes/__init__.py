"""What the desk may decide of an open item other than settling it with the money of its batch.

A room brings what it can do: ``receipts`` knows of no direct debit, and the keying screen, the
lists and the slip are written once against this interface.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from core.house.registry import AlreadyBroughtError, Registry
from core.people.models import User
from ledger.books.models import Account
from receipts.counter.models import ItemOutcome


class Outcome:
    """Base of all outcomes. ``key`` is the letter that opens its form on the item."""

    code: str
    label: Any
    key: str
    icon: str = "arrow-right"
    #: Whether it collects the item: nobody else may be asked to pay it meanwhile.
    debits: bool = False
    form_class: type[forms.Form] = forms.Form

    def about(self, account: Account) -> str:
        """What who decides should know of the account. Raises BusinessError where it is no use."""
        return ""

    def initial(self, account: Account) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def ask(self, accounts: Iterable[Account]) -> None:
        """What another installation must say before it is noted, or done: called before the
        transaction, in which nothing may wait for the network. Raises BusinessError."""

    def fill(self, row: ItemOutcome, values: Mapping[str, Any]) -> None:
        """Write the form's values on the row, which has its account, line and amount, and is not
        saved yet. Raises BusinessError where the outcome is not to be had."""

    def finish(self, rows: Sequence[ItemOutcome], *, acting_user: User) -> None:
        """Do it, in the transaction that closes their batch; a constant number of statements."""

    def undo(self, row: ItemOutcome, *, acting_user: User, reason: str) -> None:
        """Take it back after the closing. Raises BusinessError where it is too late."""

    def detail(self, row: ItemOutcome) -> str:
        """What lists and slips say of it, after its label."""
        return row.reason


def name_items(rows: Sequence[ItemOutcome]) -> str:
    """« 450001 « 2e trim. », … »: the items of these rows, for who must look at them again."""
    return ", ".join(f"{row.account.code} « {row.line.label} »" for row in rows)


class OutcomeRegistry(Registry[str, Outcome]):
    """Outcomes by their code; the letters that open their forms are told apart as well."""

    def add(self, *things: Outcome) -> None:
        """Bring outcomes. Raises AlreadyBroughtError where a code or a letter is taken."""
        for outcome in things:
            holder = next((each for each in self if each.key == outcome.key), outcome)
            if holder.code != outcome.code:
                raise AlreadyBroughtError(
                    f"outcomes {holder.code!r} and {outcome.code!r} have the letter {outcome.key!r}"
                )
            super().add(outcome)


OUTCOMES = OutcomeRegistry("outcome", key=lambda outcome: outcome.code)
