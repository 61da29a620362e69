"""What waits in the demo's draft: money announced or received, channel by channel."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.people.models import User
from ledger.books.models import Account
from lsc.demo import mail
from lsc.demo.chart import RENTAL, SYNDICATE
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts


@dataclass(frozen=True)
class Waiting:
    """One payment that nobody has posted yet; without an account, ``reason`` says why."""

    channel: str
    entity: str
    account: str
    amount: Decimal
    days_ago: int
    reference: str
    whose: str
    label: str = ""
    reason: str = ""


WAITING = (
    Waiting("transfer", SYNDICATE, "450JACQUOT", Decimal("897.60"), 1, "VIR 26B11", "jlc"),
    Waiting("transfer", SYNDICATE, "450KIEFFER", Decimal("479.40"), 1, "VIR 26B14", "jlc"),
    Waiting("transfer", SYNDICATE, "450LALLEMA", Decimal("362.10"), 0, "VIR 26B19", "jlc"),
    Waiting(
        "transfer",
        RENTAL,
        "",
        Decimal("574.20"),
        4,
        "VIR 26A87",
        "mdn",
        label="Virement DACOSTA I. loyer",
        reason="Le virement ne nomme aucun compte connu.",
    ),
    Waiting("card_terminal", SYNDICATE, "450FERRYLU", Decimal("397.80"), 1, "CB 0912734", "jlc"),
    Waiting("tip", SYNDICATE, "450SCIPEPI", Decimal("150.00"), 5, "TIP 437149", "jlc"),
    Waiting("cash", RENTAL, "411COLINTH", Decimal("200.00"), 0, "ESP 31", "mdn"),
    Waiting("other", RENTAL, "411PETITJE", Decimal("120.00"), 1, "MANDAT 0871", "mdn"),
)


def fill(today: date, *, staff: dict[str, User]) -> int:
    """Bring the waiting payments into the draft. Returns how many lines were written."""
    accounts = {
        (account.entity.code, account.code): account
        for account in Account.objects.select_related("entity")
    }
    entities = {account.entity.code: account.entity_id for account in accounts.values()}
    rows = []
    for waiting in WAITING:
        account = accounts.get((waiting.entity, waiting.account))
        rows.append(
            NewReceipt(
                channel=waiting.channel,
                source_key=f"demo:{waiting.reference}",
                # A payment of last year would fall into a year that may be closed.
                movement_date=max(today - timedelta(days=waiting.days_ago), date(today.year, 1, 1)),
                label=waiting.label or f"Règlement {account.label if account else ''}".strip(),
                amount=waiting.amount,
                entity_id=entities[waiting.entity],
                account_id=account.pk if account else None,
                unassigned_reason=waiting.reason,
                movement_reference=waiting.reference,
                assigned_to_id=staff[waiting.whose].pk,
            )
        )
    drafted = draft_receipts(rows, acting_user=staff["jlc"])
    return len(drafted.ids) + mail.fill(today, staff=staff, accounts=accounts)
