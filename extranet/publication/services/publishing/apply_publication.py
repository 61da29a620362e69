"""The receiving side: keep the parts as they come, then show them all at once."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.bulk import insert_new
from core.office.services import logos
from core.people.models import Agency
from core.text.errors import BusinessError
from core.text.money import from_cents
from extranet.publication.enums import PublicationState
from extranet.publication.models import (
    ExtranetSettings,
    Publication,
    PublicationChunk,
    PublishedAccount,
    PublishedLine,
    PublishedRequest,
    PublishedWaiting,
)
from extranet.publication.services.publishing import chunks, logo
from extranet.publication.services.publishing import publish_own_ibans as own_ibans
from extranet.publication.services.publishing.apply_accesses import apply_accesses

_LINE_FIELDS = ("account", "source_id", "date", "due_on", "label", "debit", "credit")
_HEADER_FIELDS = (
    *("label", "role", "party_reference", "entity_name", "building_name", "one_off_allowed"),
    *(
        "to_come",
        "creditor_name",
        "creditor_address",
        "creditor_identifier",
        "creditor_iban",
        "creditor_bic",
    ),
)


#: What rows of another shape, type or length than ours end in, up to the database.
_MALFORMED = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(DataError, FieldError, IntegrityError, ValidationError),
)


class BaseChangedError(BusinessError):
    """The parts add to a publication that this installation no longer shows."""


@dataclass(frozen=True)
class Shown:
    """What clients see now: the publication, None where nothing is published; and the logo's
    SHA-256, empty for none."""

    uid: UUID | None
    logo_sha256: str


def last_received_uid() -> UUID | None:
    """The publication that clients see now; None where nothing is published."""
    return PublishedAccount.objects.values_list("publication__uid", flat=True).first()


def what_is_shown() -> Shown:
    """What a new publication may add to, and need not bring again."""
    content = logos.read(Agency.objects.filter(pk=1).first())
    return Shown(last_received_uid(), logos.fingerprint(content))


def receive_chunk(*, uid: UUID, base_uid: UUID | None, number: int, payload: str) -> None:
    """Keep one part. The same part sent twice is kept once. Raises BusinessError on nonsense."""
    try:
        content = json.loads(payload)
        known = content["kind"] in chunks.KINDS and isinstance(content["rows"], list)
    except (ValueError, KeyError, TypeError, RecursionError):
        known = False
    if not known:
        raise BusinessError(_unreadable())
    with transaction.atomic():
        publication, _made = Publication.objects.get_or_create(
            uid=uid, defaults={"base_uid": base_uid}
        )
        if publication.state == PublicationState.RUNNING:
            PublicationChunk.objects.update_or_create(
                publication=publication, number=number, defaults={"payload": payload}
            )


def apply_publication(*, uid: UUID, chunk_count: int) -> Publication:
    """Show the publication to clients, whole or not at all; applying it twice applies it once.

    Raises BusinessError where parts are missing, or where they add to another publication than
    the one shown: the sender then sends everything.
    """
    with transaction.atomic():
        # Its row is the receiving side's lock: two publications never mix.
        ExtranetSettings.objects.get_or_create(pk=1)
        ExtranetSettings.objects.select_for_update().get(pk=1)
        publication = Publication.objects.select_for_update().filter(uid=uid).first()
        if publication is None or publication.state == PublicationState.FAILED:
            raise BusinessError(_("Cette publication n’est pas connue ici : rien n’a été changé."))
        if publication.state == PublicationState.DONE:
            return publication
        if publication.base_uid and publication.base_uid != last_received_uid():
            raise BaseChangedError(_("L’extranet ne montre plus la publication précédente."))
        if publication.chunks.count() != chunk_count:
            raise BusinessError(_("Il manque des parties de la publication : rien n’a été changé."))
        try:
            _apply(publication)
        except _MALFORMED as error:
            raise BusinessError(_unreadable()) from error
    return publication


def _unreadable() -> str:
    return _("Cette partie de publication est illisible : rien n’a été changé.")


def _apply(publication: Publication) -> None:
    appliers: dict[str, Callable[[Publication, list[Any]], None]] = {
        chunks.SITE: _apply_site,
        chunks.LOGO: _apply_logo,
        chunks.OWN_IBANS: own_ibans.apply,
        chunks.ACCOUNTS: _apply_accounts,
        chunks.LINES: _apply_lines,
        chunks.WAITING: _apply_waiting,
        chunks.ACCESSES: lambda _publication, rows: apply_accesses(rows),
        chunks.POSTED_REQUESTS: _apply_posted_requests,
        chunks.REOPENED_REQUESTS: _apply_reopened_requests,
    }
    PublishedWaiting.objects.all().delete()
    for kind, rows in chunks.read_chunks(publication):
        appliers[kind](publication, rows)
    gone = PublishedAccount.objects.exclude(publication=publication)
    PublishedLine.objects.filter(account__in=gone).delete()
    publication.withdrawn_count = gone.delete()[0]
    publication.account_count = PublishedAccount.objects.count()
    publication.state = PublicationState.DONE
    publication.finished_at = timezone.now()
    publication.save()
    publication.chunks.all().delete()


def _apply_site(_publication: Publication, rows: list[Any]) -> None:
    for row in rows:
        ExtranetSettings.objects.filter(pk=1).update(
            balance_sense=row["balance_sense"],
            payment_without_email=row["payment_without_email"],
        )
        if row["agency"]:
            Agency.objects.update_or_create(pk=1, defaults=row["agency"])


def _apply_logo(publication: Publication, rows: list[Any]) -> None:
    """The bytes as base64, one row; empty where the agency has no logo any more. They are written
    after the commit: a full disk stops no publication."""
    for row in rows:
        try:
            content = b64decode(row, validate=True)
        except (ValueError, TypeError) as error:
            raise BusinessError(
                _("Le logo de cette publication est illisible : rien n’a été changé.")
            ) from error
        logo.bring(content, publication_uid=publication.uid)


def _apply_accounts(publication: Publication, rows: list[Any]) -> None:
    accounts = [
        PublishedAccount(
            publication=publication,
            entity_code=row["entity_code"],
            account_code=row["account_code"],
            balance=from_cents(row["balance"]),
            as_of=row["as_of"],
            # Told since accounts may be given to another party: an older back office does not.
            held_since=row.get("held_since"),
            one_off_ceiling=(
                None if row["one_off_ceiling"] is None else from_cents(row["one_off_ceiling"])
            ),
            **{name: row[name] for name in _HEADER_FIELDS},
        )
        for row in rows
    ]
    written = PublishedAccount.objects.bulk_create(
        accounts,
        update_conflicts=True,
        unique_fields=["entity_code", "account_code"],
        update_fields=[
            *_HEADER_FIELDS,
            *("balance", "as_of", "held_since", "one_off_ceiling", "publication"),
        ],
        batch_size=1000,
    )
    replaced = [account.pk for account, row in zip(written, rows, strict=True) if row["replace"]]
    PublishedLine.objects.filter(account_id__in=replaced).delete()


def _ids(publication: Publication, rows: list[Any]) -> dict[tuple[str, str], int]:
    """The published accounts that the rows begin with."""
    accounts = PublishedAccount.objects.filter(
        publication=publication, account_code__in={row[1] for row in rows}
    )
    return {
        (entity, code): pk
        for pk, entity, code in accounts.values_list("pk", "entity_code", "account_code")
    }


def _apply_waiting(publication: Publication, rows: list[Any]) -> None:
    ids = _ids(publication, rows)
    PublishedWaiting.objects.bulk_create(
        PublishedWaiting(
            account_id=ids[entity, code], day=day, amount=from_cents(cents), is_debit=is_debit
        )
        for entity, code, day, cents, is_debit in rows
    )


def _apply_lines(publication: Publication, rows: list[Any]) -> None:
    ids = _ids(publication, rows)
    insert_new(
        PublishedLine,
        _LINE_FIELDS,
        [(ids[row[0], row[1]], *row[2:]) for row in rows],
        identity=("account", "source_id"),
    )
    publication.line_count += len(rows)


def _apply_posted_requests(_publication: Publication, rows: list[Any]) -> None:
    PublishedRequest.objects.bulk_create(
        [PublishedRequest(request_uid=UUID(uid)) for uid in rows], ignore_conflicts=True
    )


def _apply_reopened_requests(_publication: Publication, rows: list[Any]) -> None:
    PublishedRequest.objects.filter(request_uid__in=[UUID(uid) for uid in rows]).delete()
