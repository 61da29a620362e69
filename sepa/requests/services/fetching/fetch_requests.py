"""Fetch pending requests page by page: drafted and committed first, acknowledged after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.bulk import insert_new
from core.database.crypto import seal
from core.database.lookups import among
from core.jobs.services import jobs, outbox
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros, to_cents
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from sepa.mandates.models import Mandate
from sepa.requests.enums import RequestState
from sepa.requests.platform import (
    PendingRequest,
    Platform,
    PlatformError,
    Step,
    books_are_elsewhere,
    current_platform,
)
from sepa.requests.services.fetching.find_accounts import AccountFacts, Accounts, find_accounts
from sepa.requests.services.fetching.notify_fetched import notify_fetched, notify_unreadable

CHANNEL = "one_off"
PAGE = 1000
_PDFS_PER_MESSAGE = 20
_MANDATE_FIELDS = [
    "receipt",
    "request_uid",
    "mandate_reference",
    "creditor_identifier",
    "creditor_name",
    "amount",
    "debtor_name",
    "debtor_email",
    "iban",
    "iban_index",
    "iban_masked",
    "bic",
    "signed_at",
    "fetched_at",
    "evidence",
    "pdf_sha256",
    "pdf",
]


@dataclass(frozen=True)
class Fetched:
    """What a fetch brought: new lines of the draft, their euros, those without an account.

    ``unreadable`` requests were left on the platform.
    """

    count: int = 0
    total: Decimal = ZERO
    unassigned: int = 0
    unreadable: int = 0

    @property
    def sentence(self) -> str:
        """« 3 demandes reçues, 196,89 €. » for who asked."""
        if not self.unreadable:
            return self._received
        left = ngettext(
            "%(count)d demande illisible est restée sur la plateforme SEPA.",
            "%(count)d demandes illisibles sont restées sur la plateforme SEPA.",
            self.unreadable,
        ) % {"count": self.unreadable}
        return f"{self._received} {left}" if self.count else left

    @property
    def _received(self) -> str:
        if not self.count:
            return _("Aucune demande de prélèvement en attente.")
        said = ngettext(
            "%(count)d demande reçue, %(total)s.",
            "%(count)d demandes reçues, %(total)s.",
            self.count,
        ) % {"count": self.count, "total": format_euros(self.total)}
        if not self.unassigned:
            return said
        lost = _("%(count)d à affecter à un compte.") % {"count": self.unassigned}
        return f"{said} {lost}"

    def __add__(self, other: "Fetched") -> "Fetched":
        return Fetched(
            self.count + other.count,
            self.total + other.total,
            self.unassigned + other.unassigned,
            self.unreadable + other.unreadable,
        )


def fetch_requests(*, acting_user: User | None, platform: Platform | None = None) -> Fetched:
    """Draft every pending request of the platform, then acknowledge it.

    Killed anywhere, or run twice at once, it drafts each request once: the request's uid is the
    line's identity. What cannot be read is left there and told to the administrators.
    Raises PlatformError; what was drafted before it stays drafted. Raises BusinessError where the
    books are at the installation that this one is the platform of.
    """
    if platform is None and books_are_elsewhere():
        raise BusinessError(
            _(
                "Cette installation porte l’extranet d’une autre : c’est elle qui relève les "
                "demandes de prélèvement."
            )
        )
    platform = platform or current_platform()
    fetched, after = Fetched(), 0
    while True:
        page = platform.pending(after=after, limit=PAGE)
        if page.requests:
            fetched += _take(page.requests, acting_user=acting_user)
            platform.tell(_acknowledged(page.requests))
            jobs.progress(fetched.count, fetched.count)
        if page.unreadable:
            notify_unreadable(page.unreadable)
            fetched += Fetched(unreadable=len(page.unreadable))
        if page.next is None:
            return fetched
        after = page.next


def _acknowledged(requests: Sequence[PendingRequest]) -> list[Step]:
    """Each was fetched when its mandate was written, by whichever worker: an acknowledgement that
    comes late or twice tells the same instant, and never overtakes what came after."""
    mandates = Mandate.objects.filter(among("request_uid", [each.uid for each in requests]))
    fetched: dict[datetime, list[UUID]] = defaultdict(list)
    for uid, at in mandates.values_list("request_uid", "fetched_at"):
        fetched[at].append(uid)
    return [Step(uids, RequestState.FETCHED, at) for at, uids in fetched.items()]


def _take(requests: Sequence[PendingRequest], *, acting_user: User | None) -> Fetched:
    """Lines, mandates and messages of a page, in one transaction. Known requests are passed."""
    with transaction.atomic():
        accounts = find_accounts((each.entity_code, each.account_code) for each in requests)
        drafted = draft_receipts(
            [_line(each, accounts) for each in requests], acting_user=acting_user
        )
        ids = {key: pk for (_channel, key), pk in drafted.created.items()}
        new = [each for each in requests if str(each.uid) in ids]
        try:
            insert_new(Mandate, _MANDATE_FIELDS, _mandates(new, ids), identity=("request_uid",))
        except IntegrityError as error:
            raise PlatformError(
                _(
                    "La plateforme SEPA donne une référence de mandat déjà utilisée. Rien n’a été "
                    "enregistré : prévenez la personne qui s’occupe de l’installation."
                )
            ) from error
        _want_pdfs(new)
        found = [accounts.of(each) for each in new]
        notify_fetched(new, found, accounts)
    unassigned = sum(1 for facts in found if facts is None or facts.refusal)
    return Fetched(len(new), sum((each.amount for each in new), ZERO), unassigned)


def _line(request: PendingRequest, accounts: Accounts) -> NewReceipt:
    facts = accounts.of(request)
    entity_id = accounts.entities.get(request.entity_code)
    return NewReceipt(
        channel=CHANNEL,
        source_key=str(request.uid),
        # Where the platform's clock is ahead of ours at midnight, it was signed today.
        movement_date=min(timezone.localdate(request.signed_at), timezone.localdate()),
        # Not translated: the law wants the books in French (C. com. L123-22).
        label=f"Règlement {request.payer_name}",
        amount=request.amount,
        entity_id=entity_id,
        account_id=facts.pk if facts and not facts.refusal else None,
        unassigned_reason=_why_unassigned(request, facts, entity_id),
        movement_reference=request.movement_reference,
        assigned_to_id=facts.owner_id if facts else accounts.validators.get(request.entity_code),
        raw_data=_raw_data(request),
    )


def _why_unassigned(
    request: PendingRequest, facts: AccountFacts | None, entity_id: int | None
) -> str:
    if facts is not None:
        return facts.refusal
    if entity_id is None:
        return _("L’entité %(entity_code)s n’existe pas (compte %(account_code)s).") % {
            "entity_code": request.entity_code,
            "account_code": request.account_code,
        }
    return _("Le compte %(account_code)s n’existe plus dans l’entité %(entity_code)s.") % {
        "account_code": request.account_code,
        "entity_code": request.entity_code,
    }


def _raw_data(request: PendingRequest) -> dict[str, Any]:
    return {
        "entity": request.entity_code,
        "account": request.account_code,
        "mandate_reference": request.mandate_reference,
        "debtor": request.debtor_name,
        "iban": request.iban_masked,
        "bic": request.bic,
        "signed_at": request.signed_at.isoformat(),
    }


def _mandates(
    requests: Iterable[PendingRequest], ids: Mapping[str, int]
) -> Iterable[tuple[Any, ...]]:
    adapt = connection.ops.adapt_datetimefield_value
    now = adapt(timezone.now())
    for each in requests:
        yield (
            ids[str(each.uid)],
            each.uid if connection.features.has_native_uuid_field else each.uid.hex,
            each.mandate_reference,
            each.creditor_identifier,
            each.creditor_name,
            to_cents(each.amount),
            each.debtor_name,
            each.debtor_email,
            seal(Mandate, "iban", each.iban, each.uid),
            each.iban_index,
            each.iban_masked,
            each.bic,
            adapt(each.signed_at),
            now,
            each.evidence,
            each.pdf_sha256,
            each.pdf_id,
        )


def _want_pdfs(requests: Sequence[PendingRequest]) -> None:
    """Ask, after commit, for the PDFs that are at another installation."""
    missing = [str(each.uid) for each in requests if each.pdf_id is None]
    for start in range(0, len(missing), _PDFS_PER_MESSAGE):
        uids = missing[start : start + _PDFS_PER_MESSAGE]
        outbox.enqueue("sepa.fetch_pdfs", identity=f"sepa.pdfs:{uids[0]}", payload={"uids": uids})
