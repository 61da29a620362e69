"""The « Prélèvements ONE/OFF » channel of the draft."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.database.lookups import among
from core.people.models import User
from receipts.counter.enums import OutcomeState
from receipts.counter.models import ItemOutcome
from receipts.counter.outcomes import OUTCOMES
from receipts.draft.channels import Channel, ChannelAction, Doubt, Mark, TimelineStep, Transition
from receipts.draft.enums import WAITING, RefusalCode
from receipts.draft.models import DraftReceipt
from sepa.collections.enums import CollectionState
from sepa.collections.models import CollectionTransaction
from sepa.collections.selectors.moments import collection_moments
from sepa.collections.services.move_paid import ask_moving, ask_moving_back
from sepa.mandates.models import Mandate
from sepa.requests.enums import RequestState
from sepa.requests.services.tell_platform import tell_platform

GENERATE = "generate"
_TOLD = {Transition.POST: RequestState.POSTED, Transition.CANCEL: RequestState.CANCELLED}


class OneOffChannel(Channel):
    """One-off direct debits that clients ask for on the extranet."""

    code = "one_off"
    label = _("Prélèvements ONE/OFF")
    icon = "transfer-out"
    is_debit = True
    #: The source says it: one-off debits go to the card terminal's journal unless they have theirs.
    journal_fallback = "card_terminal"
    actions = (
        ChannelAction(
            code="verify",
            label=_("Vérifier les prélèvements en attente"),
            url_name="sepa:fetch",
            right="sepa_collections.fetch_requests",
            key="Alt+V",
            icon="refresh",
            needs_selection=False,
        ),
        ChannelAction(
            code=GENERATE,
            label=_("Générer le fichier de prélèvement"),
            url_name="sepa:preview",
            right="sepa_collections.generate_collection",
            key="F6",
            icon="file-export",
        ),
    )

    def marks(self, receipts: Sequence[DraftReceipt]) -> Mapping[int, Sequence[Mark]]:
        """In which file the line is; a warning where it is in none, and where the desk debits the
        same account: the client may be paying twice."""
        files, desk = _live_files(receipts), _desk_debits(receipts)
        marks: dict[int, Sequence[Mark]] = {}
        for receipt in receipts:
            live = files.get(receipt.pk)
            if live is None:
                marks[receipt.pk] = [Mark(_("Sans fichier"), "warning")]
            else:
                tone = "info" if live[1] == CollectionState.GENERATED else "success"
                marks[receipt.pk] = [Mark(CollectionState(live[1]).label, tone)]
            if receipt.status in WAITING and desk.get(receipt.account_id, set()) - {receipt.pk}:
                marks[receipt.pk] = [
                    *marks[receipt.pk],
                    Mark(_("Aussi prélevé par le guichet"), "danger"),
                ]
        return marks

    def spent_actions(self, receipts: Sequence[DraftReceipt]) -> Mapping[int, frozenset[str]]:
        """A line in a living file cannot be put in another."""
        return dict.fromkeys(_live_files(receipts), frozenset({GENERATE}))

    def refusals(
        self,
        receipts: Sequence[DraftReceipt],
        transition: Transition,
        *,
        acting_user: User | None = None,
    ) -> Mapping[int, str]:
        """A line in a file cannot leave the draft: the bank may debit it."""
        if transition != Transition.CANCEL:
            return {}
        return {
            pk: gettext("elle est dans le fichier %(message_id)s : annulez d’abord ce fichier.")
            % {"message_id": message_id}
            if state == CollectionState.GENERATED
            else gettext("elle a été transmise à la banque (fichier %(message_id)s).")
            % {"message_id": message_id}
            for pk, (message_id, state) in _live_files(receipts).items()
        }

    def doubts(self, receipts: Sequence[DraftReceipt]) -> Mapping[int, Doubt]:
        """A line in no file: it would be in the books without any bank being asked for it."""
        files = _live_files(receipts)
        reason = gettext("dans aucun fichier de prélèvement, le client ne sera pas débité.")
        doubt = Doubt(RefusalCode.NO_BANK_FILE, reason)
        return {row.pk: doubt for row in receipts if row.pk not in files}

    def after(
        self, receipts: Sequence[DraftReceipt], transition: Transition, *, acting_user: User | None
    ) -> None:
        """The client follows what becomes of the payment; what the bank has paid already goes on to
        its account, and what is reversed leaves it."""
        state = _TOLD.get(transition)
        if state is not None:
            uids = Mandate.objects.filter(among("receipt_id", [each.pk for each in receipts]))
            tell_platform(
                uids.values_list("request_uid", flat=True), state=state, at=timezone.now()
            )
        if transition == Transition.POST:
            ask_moving(list(receipts), acting_user=acting_user)
        if transition == Transition.REVERSE:
            ask_moving_back(list(receipts), acting_user=acting_user)

    def drafted_again(self, reversed_receipt: DraftReceipt, new_id: int) -> None:
        """The mandate follows: it is the new line that the bank pays, or has paid already."""
        Mandate.objects.filter(receipt=reversed_receipt).update(receipt_id=new_id)

    def timeline(self, receipt: DraftReceipt) -> Sequence[TimelineStep]:
        """Requested, fetched, in a file, sent, settled; the files given up too."""
        mandate = _mandate_of(receipt)
        if mandate is None:
            return ()
        asked, came = _("Demandé sur l’extranet"), _("Relevé sur la plateforme")
        if mandate.is_on_paper:
            asked, came = _("Coupon signé"), _("Lot du guichet clos")
        steps = [
            TimelineStep(asked, mandate.signed_at, mandate.mandate_reference),
            TimelineStep(came, mandate.fetched_at),
        ]
        transactions = mandate.transactions.select_related("collection").order_by("id")
        for transaction in transactions:
            steps += _file_steps(transaction)
        return steps

    def panels(self, receipt: DraftReceipt) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """The mandate and its proof."""
        mandate = _mandate_of(receipt)
        if mandate is None:
            return ()
        return [("sepa/partials/mandate_panel.html", {"mandate": mandate})]


def _mandate_of(receipt: DraftReceipt) -> Mandate | None:
    return (
        Mandate.objects.filter(receipt=receipt)
        .defer("iban", "evidence")
        .select_related("pdf")
        .first()
    )


def _live_files(receipts: Iterable[DraftReceipt]) -> dict[int, tuple[str, str]]:
    """Message id and state of the living file of each receipt that is in one."""
    return {
        pk: (message_id, state)
        for pk, message_id, state in CollectionTransaction.objects.filter(
            among("mandate__receipt_id", [receipt.pk for receipt in receipts]), live=True
        ).values_list("mandate__receipt_id", "collection__message_id", "collection__state")
    }


def _desk_debits(receipts: Sequence[DraftReceipt]) -> dict[int | None, set[int | None]]:
    """By account of these lines, the lines of the desk's debits under way; None for one that waits
    for its batch to be closed."""
    account_ids = {
        each.account_id for each in receipts if each.account_id and each.status in WAITING
    }
    if not account_ids:
        return {}
    noted = Q(state=OutcomeState.NOTED, kind__in=[each.code for each in OUTCOMES if each.debits])
    drafted = Q(state=OutcomeState.FINAL, receipt__status__in=WAITING)
    rows = ItemOutcome.objects.filter(noted | drafted, among("account_id", account_ids))
    line_ids: dict[int | None, set[int | None]] = defaultdict(set)
    for account_id, receipt_id in rows.values_list("account", "receipt"):
        line_ids[account_id].add(receipt_id)
    return line_ids


def _file_steps(transaction: CollectionTransaction) -> list[TimelineStep]:
    collection = transaction.collection
    return [
        TimelineStep(label, at, collection.message_id if at else detail)
        for label, at, detail in collection_moments(collection)
        if at or transaction.live
    ]
