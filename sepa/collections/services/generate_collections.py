"""« Générer le fichier de prélèvement »: rows, file, archive and audit, or nothing at all."""

import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.bulk import copy_rows
from core.database.crypto import opener
from core.database.lookups import among
from core.database.services import audit
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import to_cents
from ledger.books.models import Account, BankAccount, Entity
from sepa.collections.formats.pain import Debit, Heading, PainFile, write_pain
from sepa.collections.models import Collection, CollectionTransaction
from sepa.collections.services.deliver_file import deliver
from sepa.collections.services.lock_lines import Line, MandateFacts, lock_lines
from sepa.collections.services.preview_collections import Group, build_preview, refuse
from sepa.mandates.models import Mandate
from sepa.mandates.rules.addresses import Address, is_outside_eea
from sepa.mandates.rules.charset import sepa_reference
from sepa.mandates.rules.creditor import creditor_of
from sepa.requests.enums import RequestState
from sepa.requests.services.tell_platform import tell_platform

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Of SEPA's characters, those that some file systems refuse: the file is named by its message.
_NOT_OF_A_FILE_NAME = re.compile(r"[^A-Za-z0-9-]")


def generate_collections(
    ids: Iterable[int],
    *,
    acting_user: User,
    now: datetime,
    collection_date: date | None = None,
) -> list[Collection]:
    """One file per creditor account for these lines, each archived and on its way to its folder.

    All the lines, or none: raises BusinessError naming what is wrong with each. A line is in one
    living file at most, whoever else asks at the same time.
    """
    try:
        with transaction.atomic():
            lines = lock_lines(ids, acting_user=acting_user)
            preview = build_preview(lines, now=now, collection_date=collection_date)
            refuse(preview)
            return [_generate(group, now=now, acting_user=acting_user) for group in preview.groups]
    except IntegrityError as error:
        raise BusinessError(
            _(
                "Une de ces lignes vient d’être mise dans un fichier par quelqu’un d’autre. Aucun "
                "fichier n’a été généré : rechargez le brouillard."
            )
        ) from error
    except archive.ArchiveError as error:
        raise BusinessError(str(error)) from error


def _generate(group: Group, *, now: datetime, acting_user: User) -> Collection:
    account, day = group.bank_account, group.collection_date
    if account is None or day is None:
        raise BusinessError(
            _("%(entity)s n’a pas de compte pour prélèvements.") % {"entity": group.entity.code}
        )
    heading = _heading(group.entity, account, day, now)
    pain = write_pain(heading, creditor_of(group.entity, account), _debits(group))
    file = archive.archive(
        pain.content,
        name=f"{heading.message_id}.xml",
        kind="pain.008",
        direction=Direction.OUT,
    )
    collection = _write_rows(group, account, heading, pain, file=file, acting_user=acting_user)
    deliver(collection)
    return collection


def _heading(entity: Entity, account: BankAccount, day: date, now: datetime) -> Heading:
    tail = "".join(secrets.choice(_ALPHABET) for _position in range(8))
    code = _NOT_OF_A_FILE_NAME.sub("-", sepa_reference(entity.code, 10))
    message_id = f"LSC-{code}-{timezone.localtime(now):%y%m%d}-{tail}"
    return Heading(
        version=account.pain_version,
        message_id=message_id,
        payment_id=f"{message_id}-1",
        collection_date=day,
        created_at=timezone.localtime(now),
    )


def _debits(group: Group) -> Iterator[Debit]:
    """The debits, in the order of their mandates; each IBAN is opened as it is written, and lies
    in memory no longer."""
    account = group.bank_account
    abroad = account is not None and is_outside_eea(account.iban, account.bic)
    known, opened = _accounts(group), opener(Mandate, "iban")
    for mandate, line in sorted(_mandates(group), key=lambda pair: pair[0].id):
        iban = opened(mandate.iban, mandate.request_uid)
        code, *address = known[line.account_id]
        yield Debit(
            end_to_end_id=mandate.mandate_reference,
            amount=line.amount,
            mandate_reference=mandate.mandate_reference,
            signed_on=mandate.signed_on,
            debtor_name=mandate.debtor_name,
            iban=iban,
            bic=mandate.bic,
            remittance=f"{line.label} {group.entity.code} {code}",
            address=Address(*address) if abroad or is_outside_eea(iban, mandate.bic) else None,
        )


def _mandates(group: Group) -> list[tuple[MandateFacts, Line]]:
    """Each mandate of these lines, with its line."""
    return [(line.mandate, line) for line in group.lines if line.mandate]


def _accounts(group: Group) -> dict[int | None, tuple[str, ...]]:
    """Code and party's address of each account of these lines."""
    account_ids = {line.account_id for line in group.lines if line.account_id}
    rows = Account.objects.filter(among("pk", account_ids)).values_list(
        "pk", "code", *(f"party__{name}" for name in Address._fields)
    )
    return {pk: tuple(facts) for pk, *facts in rows}


def _write_rows(
    group: Group,
    account: BankAccount,
    heading: Heading,
    pain: PainFile,
    *,
    file: ArchivedFile,
    acting_user: User,
) -> Collection:
    collection = Collection.objects.create(
        entity=group.entity,
        bank_account=account,
        message_id=heading.message_id,
        payment_id=heading.payment_id,
        pain_version=heading.version,
        collection_date=heading.collection_date,
        transaction_count=pain.count,
        total=pain.total,
        file=file,
        created_by=acting_user,
    )
    _write_transactions(collection, group)
    audit.record(
        "collection.generate",
        acting_user=acting_user,
        on=collection,
        count=pain.count,
        total=str(pain.total),
        collection_date=heading.collection_date.isoformat(),
        sha256=file.sha256,
    )
    tell_platform(
        [mandate.request_uid for mandate, _line in _mandates(group)],
        state=RequestState.IN_FILE,
        at=collection.created_at,
        debit_date=heading.collection_date,
    )
    return collection


def _write_transactions(collection: Collection, group: Group) -> None:
    copy_rows(
        CollectionTransaction,
        ["collection", "mandate", "end_to_end_id", "amount", "live"],
        (
            (collection.pk, mandate.id, mandate.mandate_reference, to_cents(line.amount), True)
            for mandate, line in _mandates(group)
        ),
    )
