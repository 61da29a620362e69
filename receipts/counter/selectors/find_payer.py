"""Whose cheque is this? Accounts found as one types, and told apart on sight."""

import contextlib
import re
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.text.money import ZERO, parse_euros
from core.text.words import fold
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.books.selectors.suspense import is_suspense
from ledger.matching.selectors.due import dues
from ledger.people.models import Lot
from receipts.counter.enums import ChequeState
from receipts.counter.models import Cheque, ChequeShare
from receipts.counter.rules.cmc7 import Cmc7
from receipts.counter.rules.drawee_banks import KNOWN, LATELY
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt, Identification
from receipts.draft.selectors.on_its_way import in_the_draft

SHOWN = 12
#: Shorter words are in no trigram index.
_SHORTEST = 3
_CLIENTS = (AccountRole.CO_OWNER, AccountRole.TENANT, AccountRole.LANDLORD)


def find_accounts(text: str) -> list[Account]:
    """Open accounts in which every word is found: code, label, name, town, building, lot; or that
    paid this amount before. Each word may be in another place (« martin gilbert 12 »)."""
    words = fold(text.replace("/", " ")).split()[:6]
    ids: dict[int, None] = {}
    for branch in _branches(words):
        ids.update(dict.fromkeys(branch.values_list("pk", flat=True)[:SHOWN]))
    ids.update(dict.fromkeys(_payers(text)))
    return sorted(_shown(list(ids)), key=lambda each: _rank(each, words))[:SHOWN]


def _branches(words: Sequence[str]) -> Iterable[QuerySet[Account]]:
    """One query per place where the longest word may be found, each on an index of its own."""
    if not words:
        return
    driver = max(words, key=len)
    rows = Account.objects.filter(closed_on__isnull=True).exclude(role=AccountRole.TREASURY)
    for word in words:
        if word != driver:
            rows = rows.filter(_anywhere(word))
    rows = rows.order_by()
    if len(driver) >= _SHORTEST:
        yield rows.filter(search_text__contains=driver)
        yield rows.filter(party__search_text__contains=driver)
        yield rows.filter(building__search_text__contains=driver)
    if re.fullmatch(r"[a-z]?\d{1,5}[a-z]?", driver):
        yield rows.filter(owned_lots__number=driver.upper())
        yield rows.filter(rented_lots__number=driver.upper())


def _anywhere(word: str) -> Q:
    lots = Lot.objects.filter(number=word.upper())
    return (
        Q(search_text__contains=word)
        | Q(party__search_text__contains=word)
        | Q(building__search_text__contains=word)
        | Q(entity__code__iexact=word)
        | Q(Exists(lots.filter(owner_account=OuterRef("pk"))))
        | Q(Exists(lots.filter(tenant_account=OuterRef("pk"))))
    )


def _payers(text: str) -> list[int]:
    """Accounts that paid exactly this amount before, the latest first."""
    amount = ZERO
    with contextlib.suppress(ValidationError):
        amount = parse_euros(text)
    if amount <= ZERO:
        return []
    paid = Q(amount=amount)
    rows = DraftReceipt.objects.filter(
        paid, status=ReceiptStatus.POSTED, account__closed_on__isnull=True
    )
    return [pk for pk in rows.order_by("-pk").values_list("account", flat=True)[:SHOWN] if pk]


def _shown(ids: Sequence[int]) -> list[Account]:
    """The accounts with what tells homonyms apart, ``drafted`` and ``due``."""
    rows = Account.objects.filter(pk__in=ids).select_related("entity", "party", "building")
    accounts = list(rows.prefetch_related("owned_lots__building", "rented_lots__building"))
    drafted, due = in_the_draft(ids), dues(accounts, on=timezone.localdate())
    for account in accounts:
        account.drafted = drafted.get(account.pk, ZERO)  # type: ignore[attr-defined]
        account.due = due[account.pk]  # type: ignore[attr-defined]
    return accounts


def _rank(account: Account, words: Sequence[str]) -> tuple[bool, bool, str, str]:
    """Exact codes first, then clients, then by name."""
    exact = bool(words) and fold(account.code) == words[0]
    return not exact, account.role not in _CLIENTS, fold(account.label), account.code


def accounts_shown(ids: Sequence[int]) -> list[Account]:
    """These accounts in their order, as the results show them."""
    found = {account.pk: account for account in _shown(ids)}
    return [found[pk] for pk in ids if pk in found]


def last_payment(account_id: int) -> tuple[str, str]:
    """Drawer and drawee bank of this account's last cheque; empty strings where none."""
    share = (
        ChequeShare.objects.filter(account=account_id)
        .exclude(cheque__state=ChequeState.CANCELLED)
        .select_related("cheque")
        .order_by("-pk")
        .first()
    )
    return (share.cheque.drawer, share.cheque.drawee_bank) if share else ("", "")


def last_of_bank_account(read: Cmc7) -> Cheque | None:
    """The last cheque drawn on the bank account of a CMC7 line, with its shares."""
    return (
        Cheque.objects.filter(account_key=read.account_key)
        .exclude(state=ChequeState.CANCELLED)
        .prefetch_related("shares")
        .order_by("-pk")
        .first()
    )


def paid_by(cheque: Cheque) -> list[int]:
    """Ids of the accounts that a cheque paid; of an unknown payer, whom it was found to be since,
    or nobody."""
    shares = cheque.shares.select_related("account")
    receipts = [share.receipt_id for share in shares if is_suspense(share.account)]
    found = Identification.objects.filter(receipt__in=receipts, undone=False)
    return [
        *(share.account_id for share in shares if not is_suspense(share.account)),
        *found.values_list("account", flat=True),
    ]


def bank_name(read: Cmc7) -> str:
    """What the bank of a CMC7 line was called last time; empty where it is new."""
    names = Cheque.objects.filter(bank_key=read.bank_key).order_by("-pk")
    return names.values_list("drawee_bank", flat=True).first() or ""


def twins(
    number: str, *, drawee_bank: str, account_key: str, but: int | None = None
) -> list[Cheque]:
    """Standing cheques with the same number of the same bank account, or of the same bank where
    one of the two was not read by machine."""
    rows = Cheque.objects.filter(number=number).exclude(state=ChequeState.CANCELLED)
    rows = rows.exclude(pk=but) if but else rows
    bank = fold(drawee_bank)
    return [
        each
        for each in rows.select_related("batch").order_by("-pk")[:50]
        if (
            each.account_key == account_key
            if each.account_key and account_key
            else fold(each.drawee_bank) == bank
        )
    ]


def bank_names() -> list[str]:
    """Names to choose a drawee bank from: the known ones, and those of the last cheques, each
    written once whatever its capitals and accents."""
    lately = Cheque.objects.order_by("-pk").values_list("drawee_bank", flat=True)[:LATELY]
    by_word = {fold(name): name for name in (*lately, *KNOWN) if name}
    return sorted(by_word.values(), key=fold)
