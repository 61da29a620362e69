"""Refusals of the draft."""

from collections.abc import Collection, Mapping

from core.text.errors import BusinessError
from receipts.draft.enums import RefusalCode


class ReceiptsRefusedError(BusinessError):
    """Some lines may not change: nothing was done. ``reasons`` says why, by receipt id.

    ``codes`` names the reasons that a page can offer a way out of.
    """

    def __init__(
        self,
        message: object,
        reasons: Mapping[int, list[str]],
        labels: Mapping[int, str],
        codes: Collection[RefusalCode] = (),
    ) -> None:
        super().__init__(
            message,
            [f"{labels[pk]} : {reason}" for pk, found in reasons.items() for reason in found],
        )
        self.reasons = reasons
        self.codes = frozenset(codes)


class EditConflictError(BusinessError):
    """Someone else changed the value meanwhile; ``current`` is theirs."""

    def __init__(self, message: object, current: str) -> None:
        super().__init__(message)
        self.current = current
