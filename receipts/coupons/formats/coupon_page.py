"""What a coupon looks like on paper: its words, its barcode and its QR code."""

import base64
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from ledger.books.models import Account
from receipts.coupons.models import PaymentCoupon


def period_label(start: date, end: date) -> str:
    """« 4e trim. 2026 – du 01/10/2026 au 31/12/2026 »; dates alone for an odd period."""
    span = _("du %(start)s au %(end)s") % {
        "start": f"{start:%d/%m/%Y}",
        "end": f"{end:%d/%m/%Y}",
    }
    name = _period_name(start, end)
    return f"{name} – {span}" if name else span


def _period_name(start: date, end: date) -> str:
    whole_months = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if not whole_months or start.year != end.year:
        return ""
    if start.month == end.month:
        return f"{MONTHS[start.month]} {start.year}"
    if (start.month, end.month) == (1, 12):
        return _("année %(year)d") % {"year": start.year}
    if start.month % 3 == 1 and end.month == start.month + 2:
        rank = _("1er") if start.month == 1 else _("%(rank)de") % {"rank": start.month // 3 + 1}
        return _("%(rank)s trim. %(year)d") % {"rank": rank, "year": start.year}
    return ""


def addressee_of(account: Account) -> str:
    """Name and address as a window envelope shows them."""
    party = account.party
    if party is None:
        return account.label
    lines = [f"{party.title} {party.name}".strip(), party.street]
    lines.append(f"{party.postal_code} {party.town}".strip())
    return "\n".join(line for line in lines if line)


def _data_uri(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


def barcode(text: str) -> str:
    """Code 128 as a data URI; the text is printed apart, where it can be selected."""
    from barcode.codex import Code128
    from barcode.writer import SVGWriter

    drawn = BytesIO()
    options = {"write_text": False, "module_width": 0.3, "module_height": 13, "quiet_zone": 3.2}
    Code128(text, writer=SVGWriter()).write(drawn, options)
    return _data_uri(drawn.getvalue())


def qr_code(text: str) -> str:
    """The same text as a QR code, for those who scan with a telephone."""
    import segno

    return str(segno.make_qr(text, error="m").svg_data_uri(border=4))


def page_of(coupon: PaymentCoupon, *, later: Sequence[tuple[date, Decimal]] = ()) -> dict[str, Any]:
    """What the PDF's template needs for one client; ``later``, the days and euros that the coupon
    does not ask for yet."""
    account = coupon.account
    return {
        "coupon": coupon,
        "later": later,
        "account": account,
        "entity": account.entity,
        "addressee": addressee_of(account),
        "reference": f"{account.entity.code}/{account.code}",
        "client": account.party.name if account.party else account.label,
        "period": period_label(coupon.period_start, coupon.period_end),
        "barcode": barcode(coupon.code),
        "qr_code": qr_code(coupon.code),
    }
