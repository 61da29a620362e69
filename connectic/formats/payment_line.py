"""One line of the kiosk's file: a payment, its amount and its moment, or why it is none."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from connectic.formats.grammar import (
    DELIMITER,
    Means,
    Payment,
)
from core.text.guard import holds_secret
from core.text.money import CENT, parse_euros

PAYMENT_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?")


#: A payment older than this is a kiosk whose clock is lost, not a payment.
_OLDEST = date(2015, 1, 1)


def read_amount(text: str) -> Decimal:
    """An amount in euros, read as every other. Raises ValueError, in French, where it is none."""
    # Plain amounts, the rule, are spared the reader of what people type.
    if _AMOUNT.fullmatch(text):
        return Decimal(text).quantize(CENT)
    try:
        return parse_euros(text)
    except ValidationError:
        raise ValueError(
            _("Le montant « %(text)s » ne se lit pas : deux décimales au plus.")
            % {"text": text[:20]}
        ) from None


def payment_of(number: int, values: tuple[str, ...], latest: date) -> Payment:
    payment_id, paid_at, entity, account, coupon, amount, means, payer, ticket = values
    if not PAYMENT_ID.fullmatch(payment_id):
        raise ValueError(
            _("Le numéro de paiement « %(id)s » est mal formé.") % {"id": payment_id[:40]}
        )
    try:
        moment = instant_of(paid_at)
    except ValueError:
        raise ValueError(
            _("La date « %(text)s » n’existe pas ou se lit mal.") % {"text": paid_at[:30]}
        ) from None
    if not _OLDEST <= moment.date() <= latest + timedelta(days=1) or _day_here(moment) > latest:
        raise ValueError(_("La date « %(text)s » est impossible.") % {"text": paid_at[:30]})
    euros = read_amount(amount)
    if not euros:
        raise ValueError(_("Le montant est nul."))
    if means not in Means.__members__:
        raise ValueError(
            _("Le moyen de paiement « %(means)s » est inconnu.") % {"means": means[:20]}
        )
    # The semicolon keeps an IBAN from being read across two fields.
    if holds_secret(DELIMITER.join((payment_id, entity, account, coupon, payer, ticket))):
        raise ValueError(
            _(
                "La ligne porte un numéro de carte ou un IBAN : il est masqué. Vérifiez à qui est "
                "ce paiement."
            )
        )
    return Payment(
        number, payment_id, moment, entity.strip(), account.strip(), euros, Means(means),
        coupon.strip(), payer.strip(), ticket.strip(),
    )  # fmt: skip


def _day_here(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def instant_of(text: str) -> datetime:
    """An ISO 8601 instant; without offset, it is the firm's local time. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    return moment
