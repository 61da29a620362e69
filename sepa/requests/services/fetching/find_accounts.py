"""Which account a request pays, whose work it is, and why it may be nobody's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ledger.books.models import Account, Entity
from ledger.books.selectors.own_ibans import own_iban_indexes
from receipts.draft.services.check_receipts import closed_reason
from sepa.requests.platform import PendingRequest


@dataclass(frozen=True)
class AccountFacts:
    """An account as fetching sees it. ``refusal`` tells why it cannot take the payment.

    ``owner_id`` is who is told: the entity's validator; failing one, the accountant of the
    building in co-ownership, of the account in rental management.
    """

    pk: int
    owner_id: int | None
    refusal: str


@dataclass(frozen=True)
class Accounts:
    """The accounts and entities of some requests, by their codes."""

    entities: Mapping[str, int]
    validators: Mapping[str, int | None]
    accounts: Mapping[tuple[str, str], AccountFacts]
    own_ibans: frozenset[str]

    def of(self, request: PendingRequest) -> AccountFacts | None:
        """The account that this request pays, as far as it may."""
        facts = self.accounts.get((request.entity_code, request.account_code))
        if facts is None or request.iban_index not in self.own_ibans:
            return facts
        return replace(
            facts,
            refusal=_(
                "L’IBAN à débiter est celui d’un compte de l’agence ou d’un immeuble qu’elle "
                "gère : retirez la ligne et demandez un autre IBAN au client."
            ),
        )


def find_accounts(codes: Iterable[tuple[str, str]]) -> Accounts:
    """Look up ``(entity code, account code)`` pairs, in three statements."""
    pairs = set(codes)
    entities, validators = {}, {}
    for pk, code, validator_id, active in Entity.objects.filter(
        code__in={entity for entity, _account in pairs}
    ).values_list("pk", "code", "validator_id", "validator__is_active"):
        entities[code] = pk
        validators[code] = validator_id if active else None
    accounts = {}
    for account in (
        Account.objects.filter(
            entity__in=list(entities.values()), code__in={account for _entity, account in pairs}
        )
        .select_related("entity", "building__accountant", "accountant")
        .only(
            "code",
            "published",
            "closed_on",
            "entity__code",
            "entity__is_syndicate",
            "building__accountant__is_active",
            "accountant__is_active",
        )
    ):
        key = (account.entity.code, account.code)
        if key in pairs:
            accounts[key] = AccountFacts(
                pk=account.pk,
                owner_id=validators[account.entity.code] or _accountant(account),
                refusal=_refusal(account),
            )
    return Accounts(entities, validators, accounts, own_iban_indexes())


def _accountant(account: Account) -> int | None:
    person = account.accountant
    if account.entity.is_syndicate:
        person = account.building.accountant if account.building else None
    return person.pk if person is not None and person.is_active else None


def _refusal(account: Account) -> str:
    if not account.published:
        return _("Le compte %(account)s n’est plus publié sur l’extranet.") % {
            "account": account.code
        }
    return closed_reason(account.code, account.closed_on)
