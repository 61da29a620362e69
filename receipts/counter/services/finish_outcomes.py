"""Within the closing of a batch, do what was noted in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import Account
from receipts.counter.enums import OutcomeState
from receipts.counter.models import Batch, ItemOutcome
from receipts.counter.outcomes import OUTCOMES, name_items
from receipts.counter.selectors.open_items import net_owed, read_books
from receipts.draft.selectors.on_its_way import being_paid


def ask_before_closing(batch_id: int) -> None:
    """Before the transaction of a closing, have other installations say what it depends on.
    Raises BusinessError where they object."""
    kinds: dict[str, set[int]] = defaultdict(set)
    noted = ItemOutcome.objects.filter(batch=batch_id, state=OutcomeState.NOTED)
    for kind, account_id in noted.values_list("kind", "account"):
        kinds[kind].add(account_id)
    ask_rooms(kinds)


def ask_rooms(kinds: Mapping[str, set[int]]) -> None:
    for kind, ids in kinds.items():
        accounts = Account.objects.select_related("entity").filter(pk__in=ids)
        OUTCOMES.get(kind).ask(accounts)


def finish_outcomes(batch: Batch, *, acting_user: User) -> None:
    """Within its closing, do what was noted in a batch, kind by kind."""
    rows = ItemOutcome.objects.select_for_update(of=("self",)).filter(
        batch=batch, state=OutcomeState.NOTED
    )
    kinds: dict[str, list[ItemOutcome]] = defaultdict(list)
    known = rows.select_related("account__entity", "account__party", "line", "noted_by")
    for row in known.order_by("pk"):
        row.batch = batch
        kinds[row.kind].append(row)
    _refuse_paid([row for noted in kinds.values() for row in noted])
    for kind, noted in kinds.items():
        OUTCOMES.get(kind).finish(noted, acting_user=acting_user)
    if kinds:
        # The draft and its mandates have the IBANs now; the masked ones stay for who reads.
        ItemOutcome.objects.filter(batch=batch, state=OutcomeState.NOTED).update(
            state=OutcomeState.FINAL, iban="", iban_index=""
        )
        counts = {kind: len(noted) for kind, noted in kinds.items()}
        audit.record("outcome.finish", acting_user=acting_user, on=batch, **counts)


def _refuse_paid(rows: Sequence[ItemOutcome]) -> None:
    """What was to be debited must still be owed, and by nothing else on its way: somebody may have
    paid since it was noted. What is noted, here included, counts once in what is on its way."""
    debited = [row for row in rows if OUTCOMES.get(row.kind).debits]
    if not debited:
        return
    ids = sorted({row.account_id for row in debited})
    locked = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    list(locked.order_by("pk").values_list("pk"))
    owed = {
        each.item.line_id: each.unclaimed
        for listed in read_books(ids).owed.values()
        for each in listed
    }
    settled = [row for row in debited if owed.get(row.line_id, ZERO) < row.amount]
    if settled:
        raise BusinessError(
            _("Réglé depuis : %(items)s. Retirez leur suite, puis clôturez.")
            % {"items": name_items(settled)}
        )
    net, coming = net_owed(ids), being_paid(ids)
    twice = [row for row in debited if coming[row.account_id] > net[row.account_id]]
    if twice:
        raise BusinessError(
            _(
                "Un autre règlement est arrivé depuis, ou est en cours d’encaissement : prélever "
                "%(items)s ferait payer deux fois. Retirez leur suite, puis clôturez."
            )
            % {"items": name_items(twice)}
        )
