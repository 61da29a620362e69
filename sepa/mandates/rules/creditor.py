"""Who collects: the one place that names the creditor, for the mandate and for the file alike."""

from dataclasses import dataclass

from ledger.books.models import BankAccount, Entity


@dataclass(frozen=True)
class Creditor:
    """Who collects. The address is written whole and structured, or not at all.

    ``initiating_party`` is who has the file made, where it is another than the creditor.
    """

    name: str
    iban: str
    bic: str
    creditor_identifier: str
    initiating_party: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    country: str = ""


def creditor_name(entity: Entity) -> str:
    """The creditor's name that the client reads, signs for and finds on the bank statement.

    The rulebook knows one name (AT-03), in the mandate and in the collection.
    """
    return entity.name


def creditor_of(entity: Entity, account: BankAccount) -> Creditor:
    """The creditor of a file; the « donneur d’ordre » only initiates it, where there is one."""
    return Creditor(
        name=creditor_name(entity),
        iban=account.iban,
        bic=account.bic,
        creditor_identifier=entity.creditor_identifier,
        initiating_party=entity.ordering_party,
        street=entity.street,
        postal_code=entity.postal_code,
        town=entity.town,
        country=entity.country,
    )
