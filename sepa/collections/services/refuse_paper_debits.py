"""Why an item of the counter may not be debited on a coupon."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from stdnum.eu import at_02

from core.text.errors import BusinessError
from core.text.money import format_euros
from core.text.words import fold
from ledger.books.models import Account, Entity
from ledger.books.selectors.own_ibans import own_iban_indexes
from receipts.counter.models import ItemOutcome
from receipts.counter.outcomes import name_items
from sepa.collections.selectors.debit_flags import debit_flags
from sepa.mandates.rules.mandate_life import is_to_come, is_too_old
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest


def refuse_debit(row: ItemOutcome, *, holder: str, signed_on: date, today: date) -> None:
    """Raise BusinessError where this item may not be debited on that signature."""
    account = row.account
    for _row, reason in refusals([row]):
        raise BusinessError(reason)
    if is_to_come(signed_on, day=today) or is_too_old(signed_on, day=today):
        raise BusinessError(
            _("La date de signature est à venir, ou a plus de 36 mois : le mandat ne vaut rien.")
        )
    name = (account.party.last_name or account.party.company) if account.party else account.label
    words = set(fold(name).split())
    if not words:
        raise BusinessError(
            _("Le tiers de ce compte n’a pas de nom : complétez sa fiche, puis recommencez.")
        )
    if not words <= set(fold(holder).split()):
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
    reasons = " ".join(f"{name_items([row])} : {reason}" for row, reason in refusals(rows))
    if reasons:
        raise BusinessError(
            _("%(items)s Retirez la suite de ces dettes, puis clôturez.") % {"items": reasons}
        )


def refusals(rows: Sequence[ItemOutcome]) -> list[tuple[ItemOutcome, str]]:
    """Each item that may not be debited today, with why, in a constant number of statements."""
    accounts = {row.account_id: row.account for row in rows}
    flags, signed = debit_flags(accounts), _signed_online(accounts.values())
    own_ibans = own_iban_indexes()
    refused = []
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
            refused.append((row, reason))
    return refused


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
    ids = {(account.entity.code, account.code): account.pk for account in accounts}
    waiting = OneOffRequest.objects.filter(
        entity_code__in={entity for entity, _code in ids},
        account_code__in={code for _entity, code in ids},
        state=RequestState.PENDING,
    ).values_list("entity_code", "account_code")
    return {ids[key] for key in waiting if key in ids}
