"""Card numbers and IBANs are kept in no text: seen however they are written, refused or masked.

A card number is never stored at all (PCI DSS 4.0, requirement 3.5); an IBAN only in its encrypted
column. The texts of every model pass here on their way into the database (``core.guarded``).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import schwifty
from django.utils.translation import gettext as _
from schwifty import registry
from schwifty.exceptions import SchwiftyException

from core.errors import BusinessError

#: What people put between groups of digits: spaces, dashes, dots, slashes; up to three of them.
_GROUPS = re.compile(r"\d+(?:[\s./_-]{1,3}\d+)*")
_LONG = re.compile(r"\d(?:[\s./_-]{0,3}\d){12}")
#: Four groups of four are a card's, whatever stands between.
_FOURS = re.compile(r"(?<!\d)\d{4}(?:[^\da-zA-Z]{1,3}\d{4}){3}(?!\d)")
#: Digests, keys and form ids are drawn by machines: their digits mean nothing.
_HEX = re.compile(r"(?<![\da-zA-Z])(?:[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33[ .-]?|0)[1-9](?:[ .-]?\d\d){4}(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:[0-2]?\d|3[01])([/.-])(?:0?\d|1[0-2])\1(?:19|20)?\d\d(?!\d)")
#: No IBAN has fewer: its check digits and, in Malta, a sort code.
_SEVEN_DIGITS = re.compile(r"(?:\D*\d){7}")
_THIRTEEN_DIGITS = re.compile(r"(?:\D*\d){13}")
#: Letters and signs of French texts, which hide no digit: they are left as they are.
_ODD = re.compile(r"[^\x00-\x7f\u00c0-\u017f«»’…€•°·]")
#: A group typed by hand is no longer than that: 4-4-4-4, 4-6-5, 4-6-4, or by two and by three.
_LONGEST_GROUP = 6

#: Issuers' first digits (ISO/IEC 7812) with the lengths of their numbers: alone, and in groups.
_ISSUERS = (
    (re.compile(r"4"), {13, 16, 19}, {16, 19}),  # Visa, and most of Cartes Bancaires
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), {16}, {16}),  # Mastercard
    (re.compile(r"3[47]"), {15}, {15}),  # American Express
    (re.compile(r"3(?:0[0-5]|095|6|8|9)"), {14, 16}, {14, 16}),  # Diners Club
    (re.compile(r"35(?:2[89]|[3-8])"), {16, 19}, {16, 19}),  # JCB
    (re.compile(r"220[0-4]|8[12]"), {16}, {16}),  # Mir, RuPay
    (re.compile(r"5[0678]|6"), set(range(13, 20)), {16, 19}),  # Maestro, Discover, UnionPay
)


class SecretTypedError(BusinessError):
    """A text holds what no text may. The message never repeats it."""


class CardNumberError(SecretTypedError):
    """A text holds what looks like a card number."""


class IbanTypedError(SecretTypedError):
    """A text holds an IBAN."""


class _Span(NamedTuple):
    start: int
    end: int


def holds_secret(text: str) -> bool:
    """Whether a text holds a card number or an IBAN: the quick question, for every text stored."""
    if not _SEVEN_DIGITS.match(text):
        return False
    plain = _plain(text)
    return next(_cards(plain), None) is not None or next(_ibans(plain), None) is not None


def looks_like_card(text: str) -> bool:
    """Whether ``text`` holds a number of an issuer's length and first digits that passes Luhn's
    check, with or without separators, dates or codes beside it."""
    return next(_cards(_plain(text)), None) is not None


def looks_like_iban(text: str) -> bool:
    """Whether ``text`` holds a valid IBAN, grouped with spaces, dashes, dots or not at all."""
    return next(_ibans(_plain(text)), None) is not None


def refuse_cards(texts: Iterable[str]) -> None:
    """Raise CardNumberError where one of the texts holds a card number."""
    if any(looks_like_card(text) for text in texts):
        raise CardNumberError(
            _(
                "Ceci ressemble à un numéro de carte bancaire : le logiciel ne le garde jamais. "
                "Effacez-le, et faites payer par carte sur le terminal ou l’extranet."
            )
        )


def refuse_secrets(texts: Iterable[str]) -> None:
    """Raise CardNumberError or IbanTypedError where one of the texts holds a card number or an
    IBAN."""
    typed = list(texts)
    refuse_cards(typed)
    if any(looks_like_iban(text) for text in typed):
        raise IbanTypedError(
            _(
                "Ceci ressemble à un IBAN : il ne se recopie pas dans un texte, où il ne serait "
                "pas protégé. Effacez-le."
            )
        )


def mask_secrets(text: str) -> str:
    """The text with its card numbers and IBANs masked but for their last four characters."""
    plain = _plain(text)
    spans = _apart([*_cards(plain), *_ibans(plain)])
    for span in reversed(spans):
        last = "".join(letter for letter in plain[span.start : span.end] if letter.isalnum())[-4:]
        plain = f"{plain[: span.start]}•••• {last}{plain[span.end :]}"
    return plain if spans else text


def _apart(spans: Iterable[_Span]) -> list[_Span]:
    """The spans in order, those that overlap made one."""
    apart: list[_Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = _Span(apart[-1].start, max(span.end, apart[-1].end))
        else:
            apart.append(span)
    return apart


def _plain(text: str) -> str:
    """As many characters as compatibility leaves, digits and dashes in ASCII, nothing hidden."""
    if _ODD.search(text) is None:
        return text
    letters = []
    for letter in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(letter)
        if category == "Nd":
            letters.append(str(unicodedata.decimal(letter)))
        elif category == "Pd" or letter == "\u2212":
            letters.append("-")
        elif category != "Cf":
            letters.append(letter if letter.isalnum() or letter.isascii() else " ")
    return "".join(letters)


def _cards(plain: str) -> Iterator[_Span]:
    if not _THIRTEEN_DIGITS.match(plain):
        return
    if not _LONG.search(plain) and not _FOURS.search(plain):
        return
    # Blanked letter by letter, so that places in the text stay what they are.
    for noise in (_HEX, _PHONE, _DATE):
        plain = noise.sub(lambda found: "x" * len(found[0]), plain)
    for run in _GROUPS.finditer(plain):
        if _LONG.match(run[0]):
            yield from _cards_in(run)
    for run in _FOURS.finditer(plain):
        if _is_card([group[0] for group in re.finditer(r"\d+", run[0])]):
            yield _Span(*run.span())


def _cards_in(run: re.Match[str]) -> Iterator[_Span]:
    groups = list(re.finditer(r"\d+", run[0]))
    for first, begin in enumerate(groups):
        for last in range(first, len(groups)):
            digits = [group[0] for group in groups[first : last + 1]]
            if sum(map(len, digits)) > 19:
                break
            if _is_card(digits):
                yield _Span(run.start() + begin.start(), run.start() + groups[last].end())
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


@lru_cache(maxsize=1024)
def _length(country: str) -> int:
    """Length of an IBAN of that country (ISO 13616); zero where it has none."""
    try:
        return registry.get_iban_spec(country).iban_length
    except SchwiftyException:
        return 0


#: What may stand within an IBAN; a semicolon or a bar parts two fields.
_JOINED = dict.fromkeys(
    code
    for code in (*range(128), *map(ord, "«»’…€•°·"))
    if not chr(code).isalnum() and chr(code) not in ";|"
)
#: How one may begin, before anything is joined.
_MAYBE_IBAN = re.compile(
    r"[A-Za-z][\s._/-]?[A-Za-z][\s._/-]{0,3}\d[\s._/-]?\d(?:[^\da-zA-Z;|]{0,3}[\da-zA-Z]){11}"
)
_IBAN_START = re.compile(r"([A-Z]{2})[0-9]{2}")


def _ibans(plain: str) -> Iterator[_Span]:
    if not _MAYBE_IBAN.search(plain):
        return
    compact = plain.translate(_JOINED).upper()
    candidates = [
        (found.start(), found.start() + length)
        for found in _IBAN_START.finditer(compact)
        if (length := _length(found[1])) and found.start() + length <= len(compact)
    ]
    spans = [(start, end) for start, end in candidates if _is_iban(compact[start:end])]
    if spans:
        places = [at for at, letter in enumerate(plain) if ord(letter) not in _JOINED]
        if len(places) == len(compact):  # else a letter's capital is two
            yield from (_Span(places[start], places[end - 1] + 1) for start, end in spans)


def _is_iban(text: str) -> bool:
    if not (text.isascii() and text.isalnum()):
        return False
    if int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 != 1:
        return False
    try:
        schwifty.IBAN(text, validate_bban=True)
    except SchwiftyException:
        return False
    return True
