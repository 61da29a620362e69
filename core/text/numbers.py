"""Whole numbers as texts give them: ids, counts and ranks, never amounts (see core.text.money)."""

from collections.abc import Iterable

#: What any column holds for certain, and what Python reads without a limit of its own.
_MOST_DIGITS = 18


def read_whole(text: str) -> int | None:
    """The number that ASCII digits make; None for anything else, and for more than 18 of them."""
    digits = text.strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS:
        return int(digits)
    return None


def read_wholes(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are numbers, in their order."""
    return [number for text in texts if (number := read_whole(text)) is not None]
