"""What a card number looks like in a text, however it is written (ISO/IEC 7812, Luhn's check).

What is written in digits only is found; letters in place of digits, a number in words or its parts
in another order are not: they could be anything.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

#: What people put between groups of digits: spaces, dashes, dots, slashes; up to three of them.
JOIN = r"[\s./_-]{1,3}"
_GROUPS = re.compile(rf"\d+(?:{JOIN}\d+)*")
_LONG = re.compile(r"\d(?:[\s./_-]{0,3}\d){12}")
#: Four groups of four are a card's, whatever stands between.
_FOURS = re.compile(r"(?<!\d)\d{4}(?:[^\da-zA-Z]{1,3}\d{4}){3}(?!\d)")
#: Halves, or a half and two quarters: alone, not as parts of a longer reference.
_HALVES = re.compile(
    r"(?<![\d./_-])(?=("
    + "|".join(
        JOIN.join(rf"\d{{{length}}}" for length in lengths)
        for lengths in ((8, 8), (8, 4, 4), (4, 8, 4), (4, 4, 8))
    )
    + r")(?![\d/_-]|[.,]\d))"
)
#: The same word, letter or sign between all groups, or between all digits.
_SPACED = re.compile(
    r"(?<!\d)\d{1,6}(?P<between>[^\d\s][^\d]{0,7}|\s[^\d]{1,7})\d{1,6}"
    r"(?:(?P=between)\d{1,6}){1,17}(?!\d)"
)
_LETTERED = re.compile(r"(?<![\da-zA-Z])\d(?:[a-zA-Z]\d){12,18}(?![\da-zA-Z])")
#: Digests, keys and form ids are drawn by machines: their digits mean nothing.
_HEX = re.compile(r"(?<![\da-zA-Z])(?:[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33[ .-]?|0)[1-9](?:[ .-]?\d\d){4}(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:[0-2]?\d|3[01])([/.-])(?:0?\d|1[0-2])\1(?:19|20)?\d\d(?!\d)")
_THIRTEEN_DIGITS = re.compile(r"(?:\D*\d){13}")
#: A year is no quarter of a card, and a number that is padded no half of one.
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
    r"|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d"
)
#: Owners, tenants, suppliers… of a chart of accounts, eight digits each: two side by side.
_ACCOUNT = re.compile(r"4(?:[0157]\d|6[127])")
#: Halves are told by those that a French customer has: the others begin like too much else.
_MASTERCARD = r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"
_HALVED = re.compile(rf"4|{_MASTERCARD}")
#: A group typed by hand is no longer than that: 4-4-4-4, 4-6-5, 4-6-4, or by two and by three.
_LONGEST_GROUP = 6

#: Issuers' first digits (ISO/IEC 7812) with the lengths of their numbers: alone, and in groups.
_ISSUERS = (
    (re.compile(r"4"), {13, 16, 19}, {16, 19}),  # Visa, and most of Cartes Bancaires
    (re.compile(_MASTERCARD), {16}, {16}),
    (re.compile(r"3[47]"), {15}, {15}),  # American Express
    (re.compile(r"3(?:0[0-5]|095|6|8|9)"), {14, 16}, {14, 16}),  # Diners Club
    (re.compile(r"35(?:2[89]|[3-8])"), {16, 19}, {16, 19}),  # JCB
    (re.compile(r"220[0-4]|8[12]"), {16}, {16}),  # Mir, RuPay
    (re.compile(r"5[0678]|6"), set(range(13, 20)), {16, 19}),  # Maestro, Discover, UnionPay
)


class Span(NamedTuple):
    start: int
    end: int


def find_cards(plain: str) -> Iterator[Span]:
    """Where the card numbers of a text are, which may overlap; digits of the text in ASCII."""
    if not _THIRTEEN_DIGITS.match(plain):
        return
    if not any(shape.search(plain) for shape in (_LONG, _FOURS, _SPACED, _LETTERED)):
        return
    # Blanked letter by letter, so that places in the text stay what they are.
    plain = _blank(_DATE, _blank(_HEX, plain))
    for run in _HALVES.finditer(plain):
        if are_halves(numbers_in(run[1])):
            yield Span(*run.span(1))
    # After the halves: ten digits over two of them may look like a telephone's.
    plain = _blank(_PHONE, plain)
    for run in _GROUPS.finditer(plain):
        if _LONG.match(run[0]):
            yield from _cards_in(run)
    for run in _FOURS.finditer(plain):
        if _is_card(numbers_in(run[0])):
            yield Span(*run.span())
    for run in (*_SPACED.finditer(plain), *_LETTERED.finditer(plain)):
        if _is_spaced_card(numbers_in(run[0])):
            yield Span(*run.span())


def _blank(noise: re.Pattern[str], plain: str) -> str:
    return noise.sub(lambda found: "x" * len(found[0]), plain)


def numbers_in(text: str) -> list[str]:
    """The runs of digits of a text, in their order."""
    return re.findall(r"\d+", text)


def are_halves(groups: list[str]) -> bool:
    """Whether groups of eight and of four digits, one of eight at least, are a card's: not two
    numbers of one series, nor padded ones, nor years, nor days."""
    digits = "".join(groups)
    return (
        len(digits) == 16
        and {len(group) for group in groups} in ({8}, {4, 8})
        and not any("000" in group or _DAY.fullmatch(group) for group in groups if len(group) == 8)
        and not any(_YEAR.fullmatch(group) for group in groups if len(group) == 4)
        and digits[:3] != digits[8:11]
        and not (_ACCOUNT.match(digits) and _ACCOUNT.match(digits, 8))
        and _HALVED.match(digits) is not None
        and _passes_luhn(digits)
    )


def are_fours(groups: list[str]) -> bool:
    """Whether groups are of a card's lengths, 4-4-4-4 or 4-6-5, no year among them."""
    is_shaped = [len(group) for group in groups] in ([4] * 4, [4, 6, 5])
    is_year = any(_YEAR.fullmatch(group) for group in groups)
    is_series = len({group[:2] for group in groups}) == 1
    return is_shaped and not is_year and not is_series and _is_card(["".join(groups)])


def _is_spaced_card(groups: list[str]) -> bool:
    """With words between, only the groups of a card are: lots and years are told in lists too."""
    if {len(group) for group in groups} in ({1}, {2}):
        return _is_card(["".join(groups)])
    is_likely = len(groups) == 3 or _HALVED.match(groups[0]) is not None
    return is_likely and are_fours(groups)


def _cards_in(run: re.Match[str]) -> Iterator[Span]:
    groups = list(re.finditer(r"\d+", run[0]))
    for first, begin in enumerate(groups):
        for last in range(first, len(groups)):
            digits = [group[0] for group in groups[first : last + 1]]
            if sum(map(len, digits)) > 19:
                break
            if _is_card(digits):
                yield Span(run.start() + begin.start(), run.start() + groups[last].end())
                break


def _is_card(groups: list[str]) -> bool:
    digits, alone = "".join(groups), len(groups) == 1
    if not alone and max(map(len, groups)) > _LONGEST_GROUP:
        return False
    return (
        any(
            len(digits) in (lengths if alone else in_groups) and prefix.match(digits)
            for prefix, lengths, in_groups in _ISSUERS
        )
        and _passes_luhn(digits)
        and not _is_siret(groups)
    )


def _is_siret(groups: list[str]) -> bool:
    """A company's number has 14 digits as a Diners card's; its first nine, the SIREN, pass Luhn's
    check by themselves. In groups a card is 4-6-4."""
    digits = "".join(groups)
    written_as_card = [len(group) for group in groups] == [4, 6, 4]
    return len(digits) == 14 and not written_as_card and _passes_luhn(digits[:9])


def _passes_luhn(digits: str) -> bool:
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
