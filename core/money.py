"""Money: ``Decimal`` euros in Python, integer cents in the database."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
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


def to_cents(euros: Decimal) -> int:
    """Euros as integer cents. Raises ValueError where euros have a fraction of a cent."""
    cents = euros * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{euros} has more than two decimals")
    return int(cents)


def from_cents(cents: int) -> Decimal:
    """Integer cents as euros with two decimals."""
    return Decimal(cents).scaleb(-2).quantize(CENT)


def in_proportion(cents: int, weights: Sequence[int]) -> list[int]:
    """``cents`` shared out in proportion to ``weights``, to the last one: odd cents go to the
    largest fractions, the first first. None gets more than its weight where the sum does not."""
    whole = sum(weights)
    exact = [divmod(cents * weight, whole) for weight in weights]
    odd = cents - sum(share for share, _rest in exact)
    more = set(sorted(range(len(exact)), key=lambda place: -exact[place][1])[:odd])
    return [share + (place in more) for place, (share, _rest) in enumerate(exact)]


def round_euros(euros: Decimal) -> Decimal:
    """Round half up to the cent, as French tax and accounting practice does."""
    return euros.quantize(CENT, rounding=ROUND_HALF_UP)


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
    """Read an amount as French people type it: ``1 234,56``, ``1234.56``, ``65,63 €``.

    Raises ValidationError where it is no amount, beyond ``MOST``, or has more than two decimals.
    """
    cleaned = text.strip().removesuffix("€").replace(MINUS, "-")
    cleaned = "".join(cleaned.split()).replace(NARROW_SPACE, "").replace(",", ".")
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        raise ValidationError(
            _("« %(text)s » n’est pas un montant."), params={"text": text[:_REPEATED]}
        ) from None
    # Beyond, it is a code read into the wrong box, and no row could hold it.
    if not value.is_finite() or abs(value) > MOST:
        raise ValidationError(
            _("« %(text)s » n’est pas un montant."), params={"text": text[:_REPEATED]}
        )
    if value != value.quantize(CENT):
        raise ValidationError(_("Un montant en euros a deux décimales au plus."))
    return value.quantize(CENT)


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
        return to_cents(Decimal(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        # BigIntegerField would add integer bounds that a decimal widget does not know.
        return models.Field.formfield(self, **{"form_class": MoneyFormField, **kwargs})
