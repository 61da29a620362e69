"""A card number or an IBAN written over several fields of one row: label and reference, both names.

Each part passes by itself. The end of one text and the beginning of another are read together, in
both orders; three and four texts that are numbers only, in the order of the row. What is split over
two rows, in another order, or within a group of four is not seen: ordinary references would be
refused for it.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, product

from core.text.card_numbers import JOIN, are_fours, are_halves, numbers_in
from core.text.guard import iban_length, looks_like_iban, plain_text

_TAIL = re.compile(rf"(?<![\d./_-])\d+(?:{JOIN}\d+)*\s*$")
_HEAD = re.compile(rf"\s*\d+(?:{JOIN}\d+)*(?![\d/_-])")
_NUMBERS = re.compile(rf"\s*\d+(?:{JOIN}\d+)*\s*")
#: The beginning of an IBAN, up to the end of its text.
_IBAN_TAIL = re.compile(r"[A-Za-z]{2}[\s._/-]?\d[\s._/-]?\d[\s\dA-Za-z._/-]{0,40}$")
#: A text with fewer holds no part of a number.
SOME_DIGITS = re.compile(r"(?:\D*\d){2}")


def split_over(texts: Mapping[str, str]) -> set[str]:
    """The names of the texts that hold a card number or an IBAN together; empty where none do."""
    plain = {name: plain_text(text) for name, text in texts.items() if SOME_DIGITS.match(text)}
    # The first and the last character, before any pattern: nearly all rows end there.
    tails = [name for name, text in plain.items() if text.rstrip()[-1:].isdigit()]
    heads = [name for name, text in plain.items() if text.lstrip()[:1].isdigit()]
    for first, then in product(tails, heads):
        if first != then and _is_card_over(plain[first], plain[then]):
            return {first, then}
    for first, text in plain.items():
        if begun := _begun_iban(text):
            for then in plain.keys() - {first}:
                if _is_iban_over(begun, plain[then]):
                    return {first, then}
    numbers = [name for name in heads if _NUMBERS.fullmatch(plain[name])]
    for names in (*combinations(numbers, 3), *combinations(numbers, 4)):
        if are_fours([group for name in names for group in numbers_in(plain[name])]):
            return set(names)
    return set()


def _is_card_over(first: str, then: str) -> bool:
    tail, head = _TAIL.search(first), _HEAD.match(then)
    if tail is None or head is None:
        return False
    for groups in _joined(numbers_in(tail[0]), numbers_in(head[0])):
        # Two bare numbers in two texts are half a card each only where they stand alone.
        alone = _NUMBERS.fullmatch(first) is not None and _NUMBERS.fullmatch(then) is not None
        if are_fours(groups) or (are_halves(groups) and (len(groups) > 2 or alone)):
            return True
    return False


def _joined(tail: list[str], head: list[str]) -> Iterator[list[str]]:
    """The last groups of one text with the first of the other, as long as a card's."""
    for begin in range(len(tail)):
        for end in range(1, len(head) + 1):
            if 2 <= len(tail) - begin + end <= 4:
                yield [*tail[begin:], *head[:end]]


def _begun_iban(text: str) -> str:
    """The beginning of an IBAN with which a text ends; empty where it has none."""
    begun = _IBAN_TAIL.search(text)
    return begun[0].strip() if begun and iban_length(begun[0][:2].upper()) else ""


def _is_iban_over(begun: str, then: str) -> bool:
    whole = looks_like_iban(f"{begun} {then.lstrip()}")
    return whole and not looks_like_iban(begun) and not looks_like_iban(then)
