"""The headers of published accounts: balance, creditor, and what is to come."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import cast

from django.utils import timezone

from core.text.money import ZERO, to_cents
from extranet.publication.formats import published
from extranet.publication.formats.published import Cents, Installment
from extranet.publication.models import ExtranetSettings, Publication
from extranet.publication.rules.references import party_reference
from extranet.publication.selectors.published import published_accounts
from extranet.publication.services.publishing.read_lines import (
    LineTotals,
    Mark,
    line_totals,
    mark_of,
)
from extranet.publication.services.publishing.read_waiting import OnItsWay
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity
from ledger.matching.selectors.due import installments
from sepa.mandates.rules.creditor import creditor_name


def read_accounts(
    settings: ExtranetSettings, on_its_way: OnItsWay, *, base: Publication | None, now: datetime
) -> Iterator[tuple[published.Account, Mark]]:
    """Every header, with the account's new mark."""
    totals = line_totals()
    to_come = installments(published_accounts(), after=timezone.localdate(now))
    accounts = published_accounts().select_related(
        "entity__collection_account", "building", "sent_to_extranet"
    )
    for account in accounts.order_by("pk").iterator(chunk_size=2000):
        mark = mark_of(account, totals.get(account.pk, LineTotals()), base=base)
        formers = on_its_way.formers.get((account.entity.code, account.code), ZERO)
        header = _header(
            account,
            balance=account.balance - formers,
            to_come=tuple(
                Installment(day, _cents(left)) for day, left in to_come.get(account.pk, ())
            ),
            hides_bank=settings.hide_bank_details and account.entity.is_syndicate,
            as_of=now,
            replace=mark.since_id == 0,
        )
        yield header, mark


def _header(
    account: Account,
    *,
    balance: Decimal,
    to_come: tuple[Installment, ...],
    hides_bank: bool,
    as_of: datetime,
    replace: bool,
) -> published.Account:
    """``balance``: without what the former holder paid and no balance holds yet, owed no more."""
    entity, bank = account.entity, account.entity.collection_account
    ceiling = entity.one_off_ceiling
    return published.Account(
        entity_code=entity.code,
        account_code=account.code,
        label=account.label,
        role=AccountRole(account.role),
        party_reference=party_reference(cast("int", account.party_id)),
        entity_name=entity.name,
        building_name=account.building.name if account.building else "",
        held_since=account.held_since,
        balance=_cents(balance),
        to_come=to_come,
        as_of=as_of,
        one_off_allowed=bool(entity.one_off_allowed and entity.creditor_identifier and bank),
        one_off_ceiling=None if ceiling is None else _cents(ceiling),
        creditor_name=creditor_name(entity),
        creditor_address=_address(entity),
        creditor_identifier=entity.creditor_identifier,
        creditor_iban=bank.iban if bank and not hides_bank else "",
        creditor_bic=bank.bic if bank and not hides_bank else "",
        replace=replace,
    )


def _cents(euros: Decimal) -> Cents:
    return Cents(to_cents(euros))


def _address(entity: Entity) -> str:
    town = f"{entity.postal_code} {entity.town}".strip()
    return ", ".join(part for part in (entity.street, town) if part)
