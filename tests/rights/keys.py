"""The URLs of the back office that carry a key, and of what."""

from __future__ import annotations

from core.people import rights
from tests.rights.matrix import BACKOFFICE, PUBLIC
from tests.rights.urls import Url, urls_of

#: What the primary key of a URL is of, by the beginning of its name; the longest one counts.
KINDS = {
    "core:job": "core_jobs.job",
    "ledger:entity": "ledger_books.entity",
    "ledger:account": "ledger_books.account",
    "ledger:matching_undo": "ledger_matching.matching",
    "ledger:legal_hold": "ledger_people.legalhold",
    "ledger:party": "ledger_people.party",
    "ledger:flag_lift": "ledger_people.partyflag",
    "ledger:rent_receipt": "ledger_books.account",
    "ledger:building": "ledger_people.building",
    "ledger:lot": "ledger_people.lot",
    "ledger:entry": "ledger_books.entry",
    "ledger:journal": "ledger_books.journal",
    "ledger:fiscal_year": "ledger_books.fiscalyear",
    "ledger:bank_account": "ledger_books.bankaccount",
    "ledger:bank_details_": "ledger_books.bankdetailschange",
    "receipts:coupons": "core_jobs.job",
    "receipts:coupon_of_account": "ledger_books.account",
    "receipts:batch": "receipts_counter.batch",
    "receipts:outcomes": "receipts_counter.batch",
    "receipts:outcome_new": "receipts_counter.batch",
    "receipts:outcome_note": "receipts_counter.batch",
    "receipts:outcome_remove": "receipts_counter.itemoutcome",
    "receipts:outcome_undo": "receipts_counter.itemoutcome",
    "receipts:held": "receipts_counter.heldcheque",
    "receipts:transfer_of_account": "ledger_books.account",
    "receipts:transfer_remove": "receipts_counter.transferitem",
    "receipts:transfer_take_back": "receipts_counter.transferitem",
    "receipts:cheque": "receipts_counter.cheque",
    "receipts:undo_bounce": "receipts_counter.cheque",
    "receipts:deposit": "receipts_counter.depositslip",
    "receipts:deposit_new": "ledger_books.entity",
    "receipts:cash": "ledger_books.account",
    "receipts:cash_receipt": "receipts_draft.draftreceipt",
    "receipts:cell": "receipts_draft.draftreceipt",
    "receipts:drawer": "receipts_draft.draftreceipt",
    "receipts:override_cash": "receipts_draft.draftreceipt",
    "receipts:assign": "receipts_draft.draftreceipt",
    "receipts:identify": "receipts.unidentified",
    "receipts:record": "receipts_draft.draftreceipt",
    "receipts:reverse": "receipts_draft.draftreceipt",
    "receipts:draft_again": "receipts_draft.draftreceipt",
    "receipts:account_receipts": "ledger_books.account",
    "sepa:": "sepa_collections.collection",
    "sepa:mandate": "sepa_mandates.mandate",
    "sepa:reveal_iban": "sepa_mandates.mandate",
    "extranet:access": "extranet_publication.clientaccess",
    "extranet:address_decide": "extranet_publication.addresschange",
    "extranet:mark_one": "ledger_books.account",
    "extranet:unmark_one": "ledger_books.account",
    "extranet:account_access": "ledger_books.account",
}
#: URLs with a key that is of no entity: what they show is the agency's, or the reader's own.
OF_NO_ENTITY = {
    "account_session_end": "users are of no entity",
    "core:card": "each card is asked for by its code below",
    "core:message_read": "the reader's own",
    "core:service": "over the whole agency",
    "core:service_run": "over the whole agency",
    "core:user": "users are of no entity",
    "core:folder": "over the whole agency",
    "core:file": "over the whole agency",
    "core:store": "over the whole agency",
    "core:reveal_iban": "asked for by its model below",
    "core:session": "users are of no entity",
    "ledger:portfolio": "users are of no entity",
    "receipts:transfer_slip": "a slip is the agency's: what is on it is looked for below",
    "receipts:transfer_close": "the same",
    "receipts:transfer_pdf": "the same",
    "connectic:": "over the whole agency",
}


def every_right() -> list[str]:
    return [right.code for group in rights.groups() for right in group.rights]


def kind_of(name: str, table: dict[str, str]) -> str:
    found = [prefix for prefix in table if name.startswith(prefix)]
    return table[max(found, key=len)] if found else ""


def ours() -> list[Url]:
    urls = [url for url in urls_of("backoffice") if not url.module.startswith("allauth.")]
    return [url for url in urls if BACKOFFICE.get(url.name) != PUBLIC]
