"""Read what another installation answers, believing nothing of it."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.database.crypto import lasting_mark
from core.database.iban import clean_bic, clean_iban, mask_iban
from core.text.guard import holds_secret
from core.text.words import clean_text
from sepa.mandates.rules.charset import sepa_reference
from sepa.requests.platform.base import Page, PendingRequest, PlatformError

_REFERENCE = re.compile(r"[A-Za-z0-9/\-?:().,'+]{1,35}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HEXADECIMAL = re.compile(r"\b[0-9a-f]{64}\b")
#: What software draws, and the IBAN, which has its own check.
_DRAWN = frozenset({"uid", "iban", "mandate_reference", "pdf_sha256"})
_CREDITOR = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Za-z0-9]{1,28}")
_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
_MAX_EVIDENCE = 20_000
#: Clocks of two installations differ; a signature of tomorrow is nonsense all the same.
_CLOCK_SKEW = timedelta(minutes=10)
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    InvalidOperation,
    OverflowError,
    ValidationError,
)


def read_page(answer: Any, *, after: int, limit: int, now: datetime) -> Page:
    """The page of pending requests in a decoded answer. Raises PlatformError, naming no secret.

    A request that cannot be read does not hold up the others. Two of one identity do: nothing
    tells which of them the client signed.
    """
    requests, unreadable = [], []
    try:
        items, following = answer["requests"], answer["next"]
        if not isinstance(items, list) or len(items) > limit:
            raise ValueError("requests")
        # A cursor that does not move would have us ask for ever.
        if following is not None and (type(following) is not int or following <= after):
            raise ValueError("next")
        for item in items:
            try:
                requests.append(_request(item, now))
            except _UNREADABLE:
                unreadable.append(lasting_mark(json.dumps(item, sort_keys=True)))
        for names in zip(*((each.uid, each.mandate_reference) for each in requests), strict=True):
            if len(set(names)) < len(requests):
                raise ValueError("twice the same mandate")
    except _UNREADABLE as error:
        raise PlatformError(
            _(
                "La plateforme SEPA a donné une réponse que LSC ne comprend pas. Rien n’a été "
                "enregistré : les demandes y attendent, prévenez la personne qui s’occupe de "
                "l’installation."
            )
        ) from error
    return Page(requests=requests, next=following, unreadable=unreadable)


def _request(item: Any, now: datetime) -> PendingRequest:
    iban = clean_iban(_text(item, "iban", 40))
    bic = _text(item, "bic", 11)
    signed_at = datetime.fromisoformat(_text(item, "signed_at", 40))
    if signed_at.tzinfo is None or signed_at > now + _CLOCK_SKEW:
        raise ValueError("signed_at")
    reference = _reference(item)
    return PendingRequest(
        uid=UUID(_text(item, "uid", 36)),
        entity_code=_text(item, "entity_code", 10, needed=True),
        account_code=_text(item, "account_code", 20, needed=True),
        amount=_amount(item),
        creditor_name=_text(item, "creditor_name", 120, needed=True),
        creditor_identifier=_matching(item, "creditor_identifier", _CREDITOR),
        debtor_name=_text(item, "debtor_name", 200, needed=True),
        payer_name=_text(item, "payer_name", 200, needed=True),
        debtor_email=_text(item, "debtor_email", 254),
        iban=iban,
        iban_masked=mask_iban(iban),
        bic=clean_bic(bic) if bic else "",
        mandate_reference=reference,
        movement_reference=_text(item, "movement_reference", 60),
        signed_at=signed_at.astimezone(UTC),
        evidence=_evidence(item, reference),
        pdf_sha256=_matching(item, "pdf_sha256", _SHA256),
        pdf_id=None,
    )


def _text(item: Any, name: str, length: int, *, needed: bool = False) -> str:
    value = item[name]
    if not isinstance(value, str) or len(value) > length or "\x00" in value:
        raise ValueError(name)
    if needed and not value.strip():
        raise ValueError(name)
    # Only of what a person typed: one drawn identity in thousands reads like a card's number.
    if name not in _DRAWN and holds_secret(value):
        raise ValueError(name)
    value.encode()  # half a surrogate pair is no text
    return clean_text(value)


def _matching(item: Any, name: str, pattern: re.Pattern[str]) -> str:
    value = _text(item, name, 64)
    if not pattern.fullmatch(value):
        raise ValueError(name)
    return value


def _reference(item: Any) -> str:
    reference = _matching(item, "mandate_reference", _REFERENCE)
    if sepa_reference(reference) != reference:
        raise ValueError("mandate_reference")
    return reference


def _amount(item: Any) -> Decimal:
    amount = Decimal(_matching(item, "amount", _AMOUNT))
    if amount <= 0:
        raise ValueError("amount")
    return amount


def _evidence(item: Any, reference: str) -> str:
    evidence = item["evidence"]
    if not isinstance(evidence, dict):
        raise TypeError("evidence")
    text = json.dumps(evidence, ensure_ascii=False)
    text.encode()
    # The proof is kept in clear: an IBAN has its own, encrypted, column.
    drawn = (reference, *_HEXADECIMAL.findall(text))
    typed = [each for each in evidence.items() if each[1] not in drawn]
    if len(text) > _MAX_EVIDENCE or "\\u0000" in text or holds_secret(json.dumps(typed)):
        raise ValueError("evidence")
    return text
