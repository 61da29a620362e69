"""Refusals of the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.text.errors import BusinessError
from receipts.draft.enums import RefusalCode


@dataclass(frozen=True)
class Refusal:
    """Why one line may not change: what it is about, and the sentence for who asked."""

    code: RefusalCode
    text: str


class ReceiptsRefusedError(BusinessError):
    """Some lines may not change: nothing was done. ``refusals`` says why, by receipt id."""

    def __init__(
        self,
        message: object,
        refusals: Mapping[int, Sequence[Refusal]],
        labels: Mapping[int, str],
    ) -> None:
        super().__init__(
            message,
            [f"{labels[pk]} : {each.text}" for pk, listed in refusals.items() for each in listed],
        )
        self.refusals = refusals

    @property
    def reasons(self) -> dict[int, list[str]]:
        """The sentences, by receipt id."""
        return {pk: [each.text for each in listed] for pk, listed in self.refusals.items()}

    @property
    def codes(self) -> frozenset[RefusalCode]:
        """What the refusals are about, for a page that offers a way out."""
        return frozenset(each.code for listed in self.refusals.values() for each in listed)


class EditConflictError(BusinessError):
    """Someone else changed the value meanwhile; ``current`` is theirs."""

    def __init__(self, message: object, current: str) -> None:
        super().__init__(message)
        self.current = current
