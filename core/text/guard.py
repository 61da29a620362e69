"""Card numbers and IBANs are kept in no text: seen however they are written, refused or masked.

A card number is never stored at all (PCI DSS 4.0, requirement 3.5); an IBAN only in its encrypted
column. The texts of every model pass here on their way into the database (``core.text.guarded``).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import schwifty
from django.utils.translation import gettext as _
from schwifty import registry
from schwifty.exceptions import SchwiftyException

from core.text.card_numbers import Span, find_cards
from core.text.errors import BusinessError

#: No IBAN has fewer: its check digits and, in Malta, a sort code.
_SEVEN_DIGITS = re.compile(r"(?:\D*\d){7}")
#: Letters and signs of French texts, which hide no digit: they are left as they are.
_ODD = re.compile(r"[^\x00-\x7f\u00c0-\u017f«»’…€•°·]")
#: Invisible, though no format character: fillers, joiners, variation selectors, keycaps.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u20e3\u2800\u3164\ufe00-\ufe0f\uffa0]")


class SecretTypedError(BusinessError):
    """A text holds what no text may. The message never repeats it."""


class CardNumberError(SecretTypedError):
    """A text holds what looks like a card number."""


class IbanTypedError(SecretTypedError):
    """A text holds an IBAN."""


def holds_secret(text: str) -> bool:
    """Whether a text holds a card number or an IBAN: the quick question, for every text stored."""
    if not _SEVEN_DIGITS.match(text):
        return False
    plain = plain_text(text)
    return next(find_cards(plain), None) is not None or next(_ibans(plain), None) is not None


def looks_like_card(text: str) -> bool:
    """Whether ``text`` holds a number of an issuer's length and first digits that passes Luhn's
    check, with or without separators, dates or codes beside it."""
    return next(find_cards(plain_text(text)), None) is not None


def looks_like_iban(text: str) -> bool:
    """Whether ``text`` holds a valid IBAN, grouped with spaces, dashes, dots or not at all."""
    return next(_ibans(plain_text(text)), None) is not None


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


def refuse_split() -> None:
    """Raise SecretTypedError: a card number or an IBAN is written over several fields of a row."""
    raise SecretTypedError(
        _(
            "Deux champs de cette fiche, lus à la suite, donnent un numéro de carte bancaire ou un "
            "IBAN : le logiciel ne les garde pas ainsi. Effacez-les. Si ce sont deux références "
            "sans rapport, écrivez un mot devant l’une d’elles."
        )
    )


def mask_digits(text: str) -> str:
    """The text with a dot for each of its digits: a part of a number."""
    return re.sub(r"\d", "•", text)


def mask_secrets(text: str) -> str:
    """The text with its card numbers and IBANs masked but for their last four characters."""
    plain = plain_text(text)
    is_masked = False
    # What is left of one number may be read with what follows it: looked at again.
    while spans := _apart([*find_cards(plain), *_ibans(plain)]):
        is_masked = True
        for span in reversed(spans):
            said = plain[span.start : span.end]
            last = "".join(letter for letter in said if letter.isalnum())[-4:]
            plain = f"{plain[: span.start]}•••• {last}{plain[span.end :]}"
    return plain if is_masked else text


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(span.end, apart[-1].end))
        else:
            apart.append(span)
    return apart


def plain_text(text: str) -> str:
    """The text as it is read: as many characters as compatibility leaves, digits and dashes in
    ASCII, nothing hidden."""
    if _ODD.search(text) is None:
        return text
    letters: list[str] = []
    for letter in unicodedata.normalize("NFKC", _UNSEEN.sub("", text)):
        category = unicodedata.category(letter)
        if category == "Nd":
            letters.append(str(unicodedata.decimal(letter)))
        elif category == "Pd" or letter == "\u2212":
            letters.append("-")
        elif category != "Cf":
            shown = letter.isalnum() or letter.isascii()
            # A picture is several of these: one space for all.
            if shown or not letters or letters[-1] != " ":
                letters.append(letter if shown else " ")
    return "".join(letters)


@lru_cache(maxsize=1024)
def iban_length(country: str) -> int:
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


def _ibans(plain: str) -> Iterator[Span]:
    if not _MAYBE_IBAN.search(plain):
        return
    compact = plain.translate(_JOINED).upper()
    candidates = [
        (found.start(), found.start() + length)
        for found in _IBAN_START.finditer(compact)
        if (length := iban_length(found[1])) and found.start() + length <= len(compact)
    ]
    spans = [(start, end) for start, end in candidates if _is_iban(compact[start:end])]
    if spans:
        places = [at for at, letter in enumerate(plain) if ord(letter) not in _JOINED]
        if len(places) == len(compact):  # else a letter's capital is two
            yield from (Span(places[start], places[end - 1] + 1) for start, end in spans)


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
