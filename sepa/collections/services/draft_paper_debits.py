"""One-off debits that the counter asks for, on a coupon that the client signed.

A mandate for a one-off debit is good for one collection (EPC016-06, SDD Core rulebook, sequence
type OOFF; Banque de France, « Le prélèvement SEPA »: the authorisation of a one-off debit is valid
for a single one). So a debit that is presented again has a mandate of its own, with a new reference
(RUM) and a new signature. The scheme would let the creditor send again, under the same reference, a
collection that the bank rejected before its settlement; the draft does not know of such a reject,
and a second debit under a used mandate would be an unauthorised one, refundable for 13 months.

The reference is drawn when the outcome is noted, so that it is written on the coupon before that
is filed: a paper mandate must bear it, and be kept by the creditor.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.eu import at_02

from core.database.crypto import Ring
from core.database.iban import bank_of, iban_fingerprint
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import format_euros
from core.text.words import fold
from ledger.books.models import Account, Entity
from ledger.books.selectors.own_ibans import own_iban_indexes
from receipts.counter.models import ItemOutcome
from receipts.counter.outcomes import name_items
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from receipts.draft.services.match_posted_receipts import settlement_wish
from sepa.collections.selectors.debit_flags import debit_flags
from sepa.mandates.enums import PAPER
from sepa.mandates.models import Mandate
from sepa.mandates.rules.creditor import creditor_name
from sepa.mandates.rules.mandate_life import is_to_come, is_too_old
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.platform import PendingRequest, Platform, PlatformError, current_platform
from sepa.requests.services.fetching.fetch_requests import CHANNEL, PAGE


def last_mandate(account_id: int) -> Mandate | None:
    """The mandate of the account's last one-off debit, whose IBAN a new one may take; those that
    were given up before they went to the bank do not count."""
    rows = Mandate.objects.filter(receipt__account=account_id).select_related("receipt")
    rows = rows.exclude(receipt__status=ReceiptStatus.CANCELLED)
    return rows.defer("evidence", "receipt__raw_data").order_by("-signed_at", "-pk").first()


def refuse_debit(row: ItemOutcome, *, holder: str, signed_on: date) -> None:
    """Raise BusinessError where this item may not be debited on that signature."""
    account = row.account
    for _row, reason in refusals([row]):
        raise BusinessError(reason)
    today = timezone.localdate()
    if is_to_come(signed_on, day=today) or is_too_old(signed_on, day=today):
        raise BusinessError(
            _("La date de signature est à venir, ou a plus de 36 mois : le mandat ne vaut rien.")
        )
    name = (account.party.last_name or account.party.company) if account.party else account.label
    wanted = set(fold(name).split())
    if not wanted:
        raise BusinessError(
            _("Le tiers de ce compte n’a pas de nom : complétez sa fiche, puis recommencez.")
        )
    if not wanted <= set(fold(holder).split()):
        raise BusinessError(
            _(
                "Le titulaire %(holder)s n’est pas %(name)s : un coupon ne vaut que pour le compte "
                "bancaire du client. Transmettez-le."
            )
            % {"holder": holder, "name": name}
        )


def refuse_debits(rows: Sequence[ItemOutcome]) -> None:
    """Raise BusinessError, naming the items, where one may no longer be debited; in a constant
    number of statements."""
    found = refusals(rows)
    if found:
        told = " ".join(f"{name_items([row])} : {reason}" for row, reason in found)
        raise BusinessError(
            _("%(items)s Retirez la suite de ces dettes, puis clôturez.") % {"items": told}
        )


def refusals(rows: Sequence[ItemOutcome]) -> list[tuple[ItemOutcome, str]]:
    """Each item that may not be debited today, with why, in a constant number of statements."""
    accounts = {row.account_id: row.account for row in rows}
    flags, signed = debit_flags(accounts), _signed_online(accounts.values())
    own_ibans = own_iban_indexes()
    found = []
    for row in rows:
        reason = _creditor_refusal(row.account.entity, row.amount)
        if not reason and row.account_id in signed:
            reason = _(
                "Le client vient de signer un prélèvement sur l’extranet : relevez-le d’abord au "
                "brouillard, pour ne pas lui faire payer deux fois."
            )
        if not reason and row.iban_index and row.iban_index in own_ibans:
            reason = _("L’IBAN du coupon est devenu celui d’un compte de l’agence.")
        if not reason and row.account_id in flags:
            reason = _(
                "%(party)s est signalé « %(flag)s » : ne prélevez pas, transmettez le coupon."
            ) % {"party": row.account.party, "flag": flags[row.account_id][0].label}
        if reason:
            found.append((row, reason))
    return found


def _creditor_refusal(entity: Entity, amount: Decimal) -> str:
    if not entity.one_off_allowed:
        return _("%(entity)s n’autorise pas le prélèvement ONE/OFF (fiche entité).") % {
            "entity": entity.code
        }
    if entity.collection_account_id is None or not at_02.is_valid(entity.creditor_identifier):
        return _("%(entity)s n’a pas d’ICS valide, ou pas de compte pour prélèvements.") % {
            "entity": entity.code
        }
    if entity.one_off_ceiling is not None and amount > entity.one_off_ceiling:
        return _("Le montant d’un prélèvement est limité à %(ceiling)s.") % {
            "ceiling": format_euros(entity.one_off_ceiling)
        }
    return ""


def _signed_online(accounts: Iterable[Account]) -> set[int]:
    """Accounts of which a request waits in this database. What the client signed on the extranet
    is no line of the draft before it is fetched."""
    ids = {(each.entity.code, each.code): each.pk for each in accounts}
    waiting = OneOffRequest.objects.filter(
        entity_code__in={entity for entity, _code in ids},
        account_code__in={code for _entity, code in ids},
        state=RequestState.PENDING,
    ).values_list("entity_code", "account_code")
    return {ids[key] for key in waiting if key in ids}


def refuse_signed_elsewhere(accounts: Iterable[Account]) -> None:
    """Where the extranet is another installation, ask it whether a request of these accounts waits
    there. Called outside any transaction.

    Raises BusinessError where one does, or where it cannot be asked: nobody pays twice.
    """
    platform = current_platform()
    if platform.is_local:
        return
    codes = {(each.entity.code, each.code) for each in accounts}
    try:
        found = {
            each.uid: each.account_code
            for each in _waiting(platform)
            if (each.entity_code, each.account_code) in codes
        }
    except PlatformError as error:
        raise BusinessError(
            _(
                "LSC ne peut pas savoir si le client vient de signer un prélèvement sur "
                "l’extranet : relevez d’abord les demandes au brouillard, puis recommencez. %(why)s"
            )
            % {"why": error}
        ) from error
    # What is fetched and not acknowledged yet is a line of the draft: it counts as one.
    known = Mandate.objects.filter(request_uid__in=list(found))
    for uid in known.values_list("request_uid", flat=True):
        del found[uid]
    if found:
        raise BusinessError(
            _(
                "Un prélèvement vient d’être signé sur l’extranet pour %(accounts)s : relevez-le "
                "d’abord au brouillard, pour ne pas faire payer deux fois."
            )
            % {"accounts": ", ".join(sorted(set(found.values())))}
        )


def _waiting(platform: Platform) -> Iterator[PendingRequest]:
    after: int | None = 0
    while after is not None:
        page = platform.pending(after=after, limit=PAGE)
        yield from page.requests
        after = page.next


def draft_debits(rows: Sequence[ItemOutcome], *, label: str, acting_user: User) -> None:
    """A line of the draft and its mandate per outcome, in a constant number of statements. Drafted
    again, nothing changes: the outcome is the line's identity."""
    with transaction.atomic():
        drafted = draft_receipts(
            [_line(row, label, acting_user) for row in rows], acting_user=acting_user
        )
        lines = DraftReceipt.objects.in_bulk(drafted.ids)
        for row in rows:
            row.receipt = lines[drafted.created[CHANNEL, _key(row)]]
        Mandate.objects.bulk_create([_mandate(row) for row in rows], batch_size=500)
        ItemOutcome.objects.bulk_update(rows, ["receipt"], batch_size=500)


def _key(row: ItemOutcome) -> str:
    return f"outcome:{row.pk}"


def _line(row: ItemOutcome, label: str, acting_user: User) -> NewReceipt:
    return NewReceipt(
        channel=CHANNEL,
        source_key=_key(row),
        movement_date=row.batch.arrival_date,
        # Not translated: the law wants the books in French (C. com. L123-22).
        label=f"{label} {row.details['holder']}",
        amount=row.amount,
        entity_id=row.account.entity_id,
        account_id=row.account_id,
        movement_reference=row.details["mandate_reference"],
        assigned_to_id=acting_user.pk,
        raw_data={
            "batch": row.batch_id,
            "outcome": row.pk,
            "mandate_reference": row.details["mandate_reference"],
            "debtor": row.details["holder"],
            "iban": row.iban_masked,
            "signed_on": row.details["signed_on"],
            **settlement_wish([(row.line_id, row.amount)]),
        },
    )


def _mandate(row: ItemOutcome) -> Mandate:
    entity, party = row.account.entity, row.account.party
    signed_on = date.fromisoformat(row.details["signed_on"])
    made = Mandate(
        receipt=row.receipt,
        # Not the form's, which the browser chose.
        request_uid=uuid4(),
        mandate_reference=row.details["mandate_reference"],
        creditor_identifier=entity.creditor_identifier,
        creditor_name=creditor_name(entity),
        amount=row.amount,
        debtor_name=row.details["holder"],
        debtor_email=party.email if party else "",
        bic=bank_of(row.iban)[0],
        # Paper bears a day only.
        signed_at=timezone.make_aware(datetime.combine(signed_on, time(12))),
        fetched_at=timezone.now(),
        evidence=_evidence(row),
    )
    made.set_iban(row.iban)
    return made


def _evidence(row: ItemOutcome) -> dict[str, str]:
    """The paper is the proof; this says who saw it, when, and in which batch it is filed."""
    return {
        "channel": PAPER,
        "signed_on": row.details["signed_on"],
        "seen_by": row.noted_by.get_username(),
        "seen_at_utc": row.noted_at.astimezone(UTC).isoformat(),
        "filed_with": f"lot {row.batch_id}",
        "sequence": "OOFF",
        "entity": row.account.entity.code,
        "account": row.account.code,
        "amount": str(row.amount),
        "iban_masked": row.iban_masked,
        "iban_fingerprint": iban_fingerprint(row.iban, Ring.BOOKS),
    }


def take_back(row: ItemOutcome) -> DraftReceipt | None:
    """The line that undoing this outcome must take out of the draft; None where it is out."""
    receipt = row.receipt
    return receipt if receipt is not None and receipt.cancelled_at is None else None
