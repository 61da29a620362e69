"""What a publication brings, thing by thing: each published field is said here, once.

``docs/publication.md`` tells the same to who writes another sender or receiver; a test compares.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, NewType
from uuid import UUID

from extranet.publication.enums import BalanceSense
from ledger.books.enums import AccountRole

#: Raised whenever a field comes, goes, or means something else.
FORMAT_VERSION = 1

Cents = NewType("Cents", int)


@dataclass(frozen=True, slots=True)
class Says:
    """What a field means, and how many characters it has at most."""

    meaning: str
    most: int | None = None


class Thing:
    """What rows of one kind are. ``COMPACT``: such a row is the list of its fields, in order."""

    __slots__ = ()
    KIND: ClassVar[str] = ""
    COMPACT: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Agency(Thing):
    """How clients reach the agency."""

    name: Annotated[str, Says("Name of the firm.", 120)]
    address: Annotated[str, Says("Postal address, on several lines.")]
    phone: Annotated[str, Says("Telephone number, as it is shown.", 30)]
    email: Annotated[str, Says("E-mail address.", 254)]
    opening_hours: Annotated[str, Says("Opening hours, as they are shown.", 200)]
    legal_notice: Annotated[str, Says("Text of the legal notice.")]
    privacy_contact: Annotated[str, Says("Who answers for personal data.", 200)]
    colour: Annotated[str, Says("Colour of the site, `#rrggbb`.", 7)]


@dataclass(frozen=True, slots=True)
class Office(Thing):
    """What the agency set of its clients' site. One row."""

    KIND: ClassVar[str] = "site"

    balance_sense: Annotated[BalanceSense, Says("How balances are shown to clients.")]
    payment_without_email: Annotated[
        bool, Says("Whether clients without an e-mail address may pay online.")
    ]
    agency: Annotated[Agency | None, Says("Names of the agency; null where none are set.")]


@dataclass(frozen=True, slots=True)
class Logo(Thing):
    """The agency's logo, where it is another than the receiver's. One row at most."""

    KIND: ClassVar[str] = "logo"

    content: Annotated[bytes, Says("The image file, 1 MB at most; empty to take the logo away.")]


@dataclass(frozen=True, slots=True)
class FingerprintKey(Thing):
    """The key of the fingerprints of this publication: what was known before is forgotten."""

    KIND: ClassVar[str] = "fingerprint_key"

    key: Annotated[str, Says("32 random bytes in hexadecimal, drawn for each publication.", 64)]


@dataclass(frozen=True, slots=True)
class OwnIban(Thing):
    """A bank account of the agency or of what it manages, which no client pays from."""

    KIND: ClassVar[str] = "own_ibans"

    fingerprint: Annotated[
        str, Says("PBKDF2-HMAC-SHA-256 of the IBAN under the key, 10,000 rounds, hexadecimal.", 64)
    ]


@dataclass(frozen=True, slots=True)
class Installment(Thing):
    """A part of a balance that comes due later."""

    COMPACT: ClassVar[bool] = True

    day: Annotated[dt.date, Says("When it comes due.")]
    amount: Annotated[Cents, Says("What is left to pay of it.")]


@dataclass(frozen=True, slots=True)
class Account(Thing):
    """An account that its client may see. One that a publication does not bring is withdrawn."""

    KIND: ClassVar[str] = "accounts"

    entity_code: Annotated[str, Says("Code of the entity; with the next, the account's key.", 10)]
    account_code: Annotated[str, Says("Code of the account within its entity.", 20)]
    label: Annotated[str, Says("Name of the account.", 120)]
    role: Annotated[AccountRole, Says("What its client is to the entity.")]
    party_reference: Annotated[str, Says("Opaque reference of the client, as in `accesses`.", 40)]
    entity_name: Annotated[str, Says("Name of the entity.", 120)]
    building_name: Annotated[str, Says("Name of the building; empty for none.", 160)]
    held_since: Annotated[
        dt.date | None,
        Says("First day of what is this client's; null where it was nobody else's."),
    ]
    balance: Annotated[
        Cents, Says("Debits less credits at `as_of`: positive when the client owes.")
    ]
    to_come: Annotated[
        tuple[Installment, ...],
        Says("What of the balance comes due after `as_of`, oldest first."),
    ]
    as_of: Annotated[dt.datetime, Says("The instant at which the books were read.")]
    one_off_allowed: Annotated[bool, Says("Whether its client may sign a one-off debit.")]
    one_off_ceiling: Annotated[Cents | None, Says("The most of one such debit; null for none.")]
    creditor_name: Annotated[str, Says("Creditor of a one-off debit.", 120)]
    creditor_address: Annotated[str, Says("Address of the creditor, on one line.", 300)]
    creditor_identifier: Annotated[str, Says("SEPA creditor identifier (ICS); may be empty.", 35)]
    creditor_iban: Annotated[
        str, Says("IBAN for transfers, without spaces; empty where it is not shown.", 34)
    ]
    creditor_bic: Annotated[str, Says("Its BIC; may be empty.", 11)]
    replace: Annotated[
        bool, Says("Whether the lines that are shown go first: all of them come with this one.")
    ]


@dataclass(frozen=True, slots=True)
class Line(Thing):
    """An entry line of a published account."""

    KIND: ClassVar[str] = "lines"
    COMPACT: ClassVar[bool] = True

    entity_code: Annotated[str, Says("Its account: one of this publication's.", 10)]
    account_code: Annotated[str, Says("Its account: one of this publication's.", 20)]
    source_id: Annotated[int, Says("Identity of the line: sent twice, it is shown once.")]
    date: Annotated[dt.date, Says("Day of the entry.")]
    due_on: Annotated[dt.date, Says("Day on which it is due.")]
    label: Annotated[str, Says("What the entry is for.", 120)]
    debit: Annotated[Cents, Says("What the client owes by it; 0 for a credit.")]
    credit: Annotated[Cents, Says("What the client paid or is owed by it; 0 for a debit.")]


@dataclass(frozen=True, slots=True)
class Waiting(Thing):
    """Money that no balance holds yet. What is shown is replaced whole by each publication."""

    KIND: ClassVar[str] = "waiting"
    COMPACT: ClassVar[bool] = True

    entity_code: Annotated[str, Says("Its account: one of this publication's.", 10)]
    account_code: Annotated[str, Says("Its account: one of this publication's.", 20)]
    day: Annotated[dt.date, Says("When it was received, or decided.")]
    amount: Annotated[Cents, Says("How much.")]
    is_debit: Annotated[
        bool, Says("Whether the client's bank account will be debited; else the money is there.")
    ]


@dataclass(frozen=True, slots=True)
class Access(Thing):
    """A client's sign-in. One that a publication does not bring is left as it is."""

    KIND: ClassVar[str] = "accesses"

    party_reference: Annotated[str, Says("Opaque reference of the client: the access's key.", 40)]
    issued_at: Annotated[
        dt.datetime,
        Says("When the agency last gave a password: one given later replaces the client's own."),
    ]
    initial_expires_at: Annotated[
        dt.datetime, Says("Until when that password may open its only session.")
    ]
    username: Annotated[str, Says("Name to sign in with.", 150)]
    password: Annotated[str, Says("Hash of that password, in Django's format.", 128)]
    first_name: Annotated[str, Says("First name.", 150)]
    last_name: Annotated[str, Says("Last name.", 150)]
    email: Annotated[str, Says("E-mail address; may be empty.", 254)]
    is_active: Annotated[bool, Says("Whether the client may sign in.")]


@dataclass(frozen=True, slots=True)
class PostedRequest(Thing):
    """A one-off debit that the account it was signed on waits for no longer."""

    KIND: ClassVar[str] = "posted_requests"

    request_uid: Annotated[UUID, Says("Identifier of the signed request.")]


@dataclass(frozen=True, slots=True)
class ReopenedRequest(Thing):
    """A one-off debit that no balance holds, whatever was said of it before."""

    KIND: ClassVar[str] = "reopened_requests"

    request_uid: Annotated[UUID, Says("Identifier of the signed request.")]


#: In the order in which a publication brings them: lines want their account, hashes their key.
THINGS: Mapping[str, type[Thing]] = {
    thing.KIND: thing
    for thing in (
        *(Office, Logo, FingerprintKey, OwnIban, Account, Line, Waiting, Access),
        *(PostedRequest, ReopenedRequest),
    )
}
#: Things that stand inside others.
PARTS: tuple[type[Thing], ...] = (Agency, Installment)
