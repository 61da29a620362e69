"""Read from the books, at one instant, what the extranet must hold."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from core.office.services import logos
from core.people.models import Agency
from core.text.money import ZERO, to_cents
from extranet.publication.models import ClientAccess, ExtranetSettings, Publication, SentAccount
from extranet.publication.rules.references import party_reference
from extranet.publication.services.publishing import chunks
from extranet.publication.services.publishing import publish_own_ibans as own_ibans
from extranet.publication.services.publishing.chunks import ChunkWriter
from extranet.publication.services.publishing.moved_requests import moved_requests
from extranet.publication.services.publishing.read_waiting import Waiting, waiting
from ledger.books.enums import NOT_CLIENTS, FiscalYearStatus
from ledger.books.models import Account, Entity, EntryLine
from ledger.matching.selectors.due import installments
from receipts.draft.enums import WAITING, ReceiptStatus
from receipts.draft.selectors.holders_own import lines_of_the_holder
from sepa.mandates.models import Mandate
from sepa.mandates.rules.creditor import creditor_name

#: A payment posted while the former publication was reading may have been committed after it.
POSTED_MARGIN = timedelta(days=1)


@dataclass(frozen=True)
class Snapshot:
    """What was written to the publication's chunks, and what to remember once it has arrived."""

    chunk_count: int
    account_count: int
    line_count: int
    marks: Sequence[SentAccount]


@contextmanager
def _one_instant() -> Iterator[None]:
    """Every statement inside sees the database as it was at the first one."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def take_snapshot(
    publication: Publication, *, base: Publication | None, logo_sha256: str = ""
) -> Snapshot:
    """Write the chunks of ``publication``: with a ``base``, only the lines that are new since.

    The agency's logo is among them unless ``logo_sha256``, which clients see, is its own.
    """
    with _one_instant():
        writer = ChunkWriter(publication)
        settings = ExtranetSettings.objects.get_or_create(pk=1)[0]
        agency = Agency.objects.filter(pk=1).first()
        writer.add(chunks.SITE, _site(settings, agency))
        logo = logos.read(agency)
        if logos.fingerprint(logo) != logo_sha256:
            writer.add(chunks.LOGO, b64encode(logo).decode())
        for own_iban in own_ibans.fingerprints():
            writer.add(chunks.OWN_IBANS, own_iban)
        on_its_way = waiting(published_accounts())
        marks = _write_accounts(writer, settings, on_its_way, base=base)
        line_count = _write_lines(writer, marks, incremental=base is not None)
        for row in on_its_way.rows:
            writer.add(chunks.WAITING, row)
        _write_accesses(writer)
        for uid in _posted_requests(base):
            writer.add(chunks.POSTED_REQUESTS, str(uid))
        for uid in _reopened_requests():
            writer.add(chunks.REOPENED_REQUESTS, str(uid))
        for uid in moved_requests().order_by("pk").values_list("request_uid", flat=True):
            # As for a posted one, the account that it was signed on no longer waits for it.
            writer.add(chunks.POSTED_REQUESTS, str(uid))
        writer.flush()
    return Snapshot(writer.count, len(marks), line_count, [mark for mark, _since in marks])


def _site(settings: ExtranetSettings, agency: Agency | None) -> dict[str, Any]:
    names = (
        "name", "address", "phone", "email", "opening_hours", "legal_notice", "privacy_contact",
        "colour",
    )  # fmt: skip
    return {
        "balance_sense": settings.balance_sense,
        "payment_without_email": settings.payment_without_email,
        "agency": {name: getattr(agency, name) for name in names} if agency else None,
    }


def _readable_lines() -> "QuerySet[EntryLine]":
    """Of the very accounts whose headers travel: a line of another would refuse them all."""
    return EntryLine.objects.filter(
        lines_of_the_holder(),
        account__published=True,
        account__party__isnull=False,
        entry__fiscal_year__status__in=[FiscalYearStatus.OPEN, FiscalYearStatus.CLOSED_ONLINE],
    ).exclude(account__role__in=NOT_CLIENTS)


def published_accounts() -> "QuerySet[Account]":
    """The accounts chosen for the extranet; one without a party has nobody to show it to."""
    chosen = Account.objects.filter(published=True, party__isnull=False)
    # One that became a supplier's since it was chosen is withdrawn.
    return chosen.exclude(role__in=NOT_CLIENTS)


def _write_accounts(
    writer: ChunkWriter,
    settings: ExtranetSettings,
    on_its_way: Waiting,
    *,
    base: Publication | None,
) -> list[tuple[SentAccount, int]]:
    """Write every header. Returns the new marks, each with the line id to send from."""
    since = Coalesce(F("account__sent_to_extranet__last_line_id"), 0)
    totals: dict[int, Any] = {
        row["account_id"]: row
        for row in _readable_lines()
        .order_by()
        .values("account_id")
        .annotate(
            count=Count("id"),
            id_sum=Sum("id"),
            last=Max("id"),
            new_count=Count("id", filter=Q(id__gt=since)),
            new_id_sum=Sum("id", filter=Q(id__gt=since)),
        )
    }
    now = timezone.now()
    to_come = installments(published_accounts(), after=timezone.localdate(now))
    marks = []
    accounts = published_accounts().select_related(
        "entity__collection_account", "building", "sent_to_extranet"
    )
    for account in accounts.order_by("pk").iterator(chunk_size=2000):
        mark, since_id = _mark(account, totals.get(account.pk), base=base)
        marks.append((mark, since_id))
        formers = on_its_way.formers.get((account.entity.code, account.code), ZERO)
        header = _header(account, settings, formers)
        header["to_come"] = [
            (day.isoformat(), to_cents(left)) for day, left in to_come.get(account.pk, ())
        ]
        writer.add(chunks.ACCOUNTS, header | {"as_of": now.isoformat(), "replace": since_id == 0})
    return marks


def _mark(
    account: Account, total: dict[str, Any] | None, *, base: Publication | None
) -> tuple[SentAccount, int]:
    """The account's new mark, and the line id that the extranet holds all lines up to."""
    total = total or {"count": 0, "id_sum": 0, "last": 0, "new_count": 0, "new_id_sum": None}
    mark = SentAccount(
        account_id=account.pk,
        line_count=total["count"],
        line_id_sum=total["id_sum"],
        last_line_id=total["last"],
    )
    sent = getattr(account, "sent_to_extranet", None)
    only_new = (
        base is not None
        and sent is not None
        and sent.publication_id == base.pk
        and sent.line_count + total["new_count"] == total["count"]
        and sent.line_id_sum + (total["new_id_sum"] or 0) == total["id_sum"]
    )
    return mark, sent.last_line_id if only_new and sent is not None else 0


def _header(account: Account, settings: ExtranetSettings, formers: Decimal) -> dict[str, Any]:
    """``formers``: euros that the former holder paid and no balance holds yet, owed no more."""
    entity, bank = account.entity, account.entity.collection_account
    ceiling = entity.one_off_ceiling
    hidden = settings.hide_bank_details and entity.is_syndicate
    return {
        "entity_code": entity.code,
        "account_code": account.code,
        "label": account.label,
        "role": account.role,
        "party_reference": party_reference(cast("int", account.party_id)),
        "entity_name": entity.name,
        "building_name": account.building.name if account.building else "",
        "held_since": account.held_since.isoformat() if account.held_since else None,
        "balance": to_cents(account.balance - formers),
        "one_off_allowed": bool(entity.one_off_allowed and entity.creditor_identifier and bank),
        "one_off_ceiling": None if ceiling is None else to_cents(ceiling),
        "creditor_name": creditor_name(entity),
        "creditor_address": _address(entity),
        "creditor_identifier": entity.creditor_identifier,
        "creditor_iban": bank.iban if bank and not hidden else "",
        "creditor_bic": bank.bic if bank and not hidden else "",
    }


def _address(entity: Entity) -> str:
    town = f"{entity.postal_code} {entity.town}".strip()
    return ", ".join(part for part in (entity.street, town) if part)


def _write_lines(
    writer: ChunkWriter, marks: list[tuple[SentAccount, int]], *, incremental: bool
) -> int:
    """Write the lines beyond each account's mark. Returns how many."""
    wanted = _readable_lines()
    if incremental:
        whole = [mark.account_id for mark, since_id in marks if not since_id and mark.line_count]
        since = F("account__sent_to_extranet__last_line_id")
        wanted = wanted.filter(Q(account_id__in=whole) | Q(id__gt=since))
    rows = wanted.order_by("account_id", "id").values_list(
        "account__entity__code",
        "account__code",
        "id",
        "date",
        "due_on",
        "label",
        Cast("debit", BigIntegerField()),
        Cast("credit", BigIntegerField()),
    )
    count = 0
    for entity, account, line_id, date, due_on, *said in rows.iterator(chunk_size=5000):
        writer.add(
            chunks.LINES, [entity, account, line_id, date.isoformat(), due_on.isoformat(), *said]
        )
        count += 1
    return count


def _write_accesses(writer: ChunkWriter) -> None:
    parties = published_accounts().order_by("party_id").values_list("party_id", flat=True)
    references = {party_reference(party) for party in parties.distinct()}
    for access in ClientAccess.objects.select_related("user").iterator(chunk_size=2000):
        if access.party_reference in references:
            writer.add(chunks.ACCESSES, _access(access))


def _access(access: ClientAccess) -> dict[str, Any]:
    user = access.user
    return {
        "party_reference": access.party_reference,
        "issued_at": access.issued_at.isoformat(),
        "initial_expires_at": access.initial_expires_at.isoformat(),
        "username": user.username,
        "password": user.password,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "is_active": user.is_active,
    }


def _posted_requests(base: Publication | None) -> "QuerySet[Mandate, Any]":
    posted = Mandate.objects.filter(receipt__status=ReceiptStatus.POSTED)
    if base is not None:
        posted = posted.filter(receipt__entry__posted_at__gt=base.started_at - POSTED_MARGIN)
    return posted.order_by("pk").values_list("request_uid", flat=True)


def _reopened_requests() -> "QuerySet[Mandate, Any]":
    """Waiting in the draft: no balance holds them, whatever was told of them before. Posted once
    and reversed; on an account that had another number meanwhile, and has its own again."""
    waiting = Mandate.objects.filter(receipt__status__in=WAITING).exclude(pdf_sha256="")
    return waiting.order_by("pk").values_list("request_uid", flat=True)
