"""Money: ``Decimal`` euros in Python, integer cents in the database."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
#: The most that is read or typed, in euros: the cents of a thousand such still fit in 64 bits.
MOST = Decimal("9999999999999.99")
#: Characters of a text that is no amount, in the sentence that says so.
_REPEATED = 40

#: U+202F between thousands and before the sign, as French typography wants.
NARROW_SPACE = "\u202f"
MINUS = "\u2212"

#: What may stand around an amount, as it is pasted from elsewhere.
_AROUND = " \u00a0\u202f\t\r\n"
#: What one amount may take, sign, spaces and symbol included.
_LONGEST = 40
#: ASCII digits, plain or by thousands (spaces; points only before a comma), then the decimals.
_AMOUNT = re.compile(
    r"(?P<sign>[-+\u2212]?)[ \u00a0\u202f]?"
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+(?=,))"
    r"(?:[.,](?P<decimals>[0-9]{1,2}))?(?:[ \u00a0\u202f]?€)?"
)
_TWO_WAYS = re.compile(r"[-+\u2212]?([1-9][0-9]{0,2})[.,]([0-9]{3})(?:[ \u00a0\u202f]?€)?")
_LONG_DECIMALS = re.compile(r"[-+\u2212]?[0-9 \u00a0\u202f]+[.,][0-9]{3,}(?:[ \u00a0\u202f]?€)?")


def to_cents(euros: Decimal) -> int:
    """Euros as integer cents. Raises ValueError where euros have a fraction of a cent."""
    cents = euros * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{euros} has more than two decimals")
    return int(cents)


def from_cents(cents: int) -> Decimal:
    """Integer cents as euros with two decimals."""
    return cents * CENT


def in_proportion(cents: int, weights: Sequence[int]) -> list[int]:
    """``cents`` shared out in proportion to ``weights``, to the last one: odd cents go to the
    largest fractions, the first first. None gets more than its weight where the sum does not."""
    whole = sum(weights)
    exact = [divmod(cents * weight, whole) for weight in weights]
    odd = cents - sum(share for share, _rest in exact)
    more = set(sorted(range(len(exact)), key=lambda place: -exact[place][1])[:odd])
    return [share + (place in more) for place, (share, _rest) in enumerate(exact)]


def format_amount(euros: Decimal) -> str:
    """``1 234,56`` with narrow no-break spaces and a true minus sign."""
    text = f"{abs(euros):,.2f}".replace(",", NARROW_SPACE).replace(".", ",")
    return f"{MINUS}{text}" if euros < 0 else text


def format_euros(euros: Decimal) -> str:
    """``1 234,56 €`` with narrow no-break spaces."""
    return f"{format_amount(euros)}{NARROW_SPACE}€"


def format_balance(balance: Decimal) -> str:
    """A balance (debits less credits) with its side, as accountants read it: ``65,63 D``."""
    side = "" if not balance else f"{NARROW_SPACE}{'D' if balance > 0 else 'C'}"
    return f"{format_amount(abs(balance))}{side}"


def parse_euros(text: str) -> Decimal:
    """Read an amount as French people type it: ``1 234,56``, ``1234.5``, ``1.234,56``, ``65,63 €``.

    The one reader of every amount that somebody typed or a machine wrote; amounts.js reads alike.
    Raises ValidationError, telling what to write instead, for anything else and beyond ``MOST``.
    """
    typed = text.strip(_AROUND)
    written = _AMOUNT.fullmatch(typed) if len(typed) <= _LONGEST else None
    if written is None:
        raise _refusal(typed)
    whole = re.sub(r"\D", "", written["whole"])
    value = Decimal(f"{whole}.{(written['decimals'] or '').ljust(2, '0')}")
    # Beyond, it is a code read into the wrong box, and no row could hold it.
    if value > MOST:
        raise _refusal(typed)
    return -value if written["sign"] in ("-", MINUS) and value else value


def _refusal(typed: str) -> ValidationError:
    """What is wrong with a text that is no amount, and what to write instead."""
    params = {"text": typed[:_REPEATED]}
    if either := _TWO_WAYS.fullmatch(typed):
        thousands, rest = either.groups()
        return ValidationError(
            _(
                "« %(text)s » se lit de deux façons : écrivez « %(whole)s » en euros entiers, "
                "ou « %(decimals)s » avec deux décimales."
            ),
            params={
                **params,
                "whole": f"{thousands}{rest}",
                "decimals": f"{thousands},{rest[:2]}",
            },
        )
    if _LONG_DECIMALS.fullmatch(typed):
        return ValidationError(
            _("« %(text)s » a trop de décimales : un montant en euros en a deux au plus."),
            params=params,
        )
    return ValidationError(
        _("« %(text)s » n’est pas un montant : écrivez-le comme « 1 234,56 »."), params=params
    )


class MoneyFormField(forms.Field):
    """An amount in euros, typed the French way."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return format_amount(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        return parse_euros(str(value))


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]
    """``Decimal`` euros stored as integer cents, so that sums are exact on any database."""

    # What Python code gives and gets, told to the type checker.
    _pyi_private_set_type: Decimal | int | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: Any, *_args: Any) -> Decimal | None:
        return None if value is None else from_cents(int(value))

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, int):
            return Decimal(value).quantize(CENT)
        return parse_euros(str(value))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return to_cents(parse_euros(value) if isinstance(value, str) else Decimal(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        # BigIntegerField would add integer bounds that a decimal widget does not know.
        return models.Field.formfield(self, **{"form_class": MoneyFormField, **kwargs})
