"""The text of a coupon's barcode, which the kiosk and the counter read back.

``*account id*key*amount*``, for example ``*501*47*3817,83*``: the account's primary key, a key of
two digits, and the amount in euros with a comma. The key is that of French bank details:
``97 - (account id × 10⁹ + cents) mod 97``, from 01 to 97. As 97 is prime, any one wrong digit and
any two neighbours exchanged give another key.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from core.text.money import from_cents, to_cents

#: Account ids have nine digits at most and amounts stay below this, so that both fit in 63 bits.
AMOUNT_LIMIT = Decimal("10000000.00")
_ACCOUNT_LIMIT = 10**9
_AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")


class CouponError(BusinessError):
    """A text is no coupon of ours, or was misread; says why in French."""


@dataclass(frozen=True)
class CouponReading:
    """What a coupon says: whose it is, and how much it asks for in euros."""

    account_id: int
    amount: Decimal


def _key(account_id: int, cents: int) -> int:
    return 97 - (account_id * 10**9 + cents) % 97


def coupon_code(account_id: int, amount: Decimal) -> str:
    """The text for an account and an amount in euros. Raises ValueError out of their limits."""
    if not 0 < amount < AMOUNT_LIMIT or not 0 < account_id < _ACCOUNT_LIMIT:
        raise ValueError(f"No coupon for account {account_id} and {amount}")
    cents = to_cents(amount)
    return f"*{account_id}*{_key(account_id, cents):02d}*{cents // 100},{cents % 100:02d}*"


def read_coupon(text: str) -> CouponReading:
    """Read a scanned or typed coupon; spaces anywhere, and missing outer stars, do not matter.

    Raises CouponError for what is no coupon and for a wrong key.
    """
    parts = "".join(text.split()).strip("*").split("*")
    if parts == [""]:
        raise CouponError(_("Le coupon est vide : scannez-le à nouveau."))
    if len(parts) != 3:
        raise CouponError(
            _("Ce n’est pas un coupon : on attend compte, clé et montant entre des étoiles.")
        )
    account, key, amount = parts
    if not _is_number(account, 9) or not _is_number(key, 2):
        raise CouponError(_("Ce n’est pas un coupon : le compte et la clé sont des chiffres."))
    found = _AMOUNT.fullmatch(amount)
    if found is None or not amount.isascii():
        raise CouponError(_("Le montant « %(amount)s » est illisible.") % {"amount": amount})
    cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if cents == 0:
        raise CouponError(_("Ce coupon ne demande rien : son montant est nul."))
    if _key(int(account), cents) != int(key):
        raise CouponError(
            _("La clé du coupon ne correspond pas : un chiffre a été mal lu, recommencez.")
        )
    return CouponReading(int(account), from_cents(cents))


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= digits
