"""Cheques: keyed at the counter by batches, then lines of the draft like any other money."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.people.models import User
from core.text.words import fold
from receipts.counter.enums import ChequeState
from receipts.counter.models import Cheque, ChequeShare, DepositLine
from receipts.draft.channels import Channel, KeyedElsewhere, Mark, TimelineStep, Transition
from receipts.draft.models import DraftReceipt

#: Who closes batches cancels their cheques, from the counter or from the draft.
CLOSE = "receipts_counter.close_batch"


class ChequeChannel(Channel):
    code = "cheque"
    label = gettext_lazy("Chèques")
    icon = "writing-sign"
    order = 20
    # A line alone would have no cheque to take to the bank: the counter keys both.
    keyed_in_batches = True
    keyed_elsewhere = KeyedElsewhere(
        what="cheque_share",
        by="cheque_share__cheque__keyed_by",
        at="cheque_share__cheque__keyed_at",
    )

    def gone(self) -> Q:
        return Q(cheque_share__cheque__state=ChequeState.BOUNCED)

    def of_batch(self, number: int) -> Q:
        return Q(cheque_share__cheque__batch=number)

    def in_hand_before(self, day: date | OuterRef) -> Q:
        return Q(cheque_share__cheque__was_held__kept_at__date__lt=day)

    def marks(self, receipts: Sequence[DraftReceipt]) -> Mapping[int, Sequence[Mark]]:
        """What was cancelled or bounced at the counter, and what was keyed twice."""
        states = (ChequeState.BOUNCED, ChequeState.CANCELLED)
        return _doubled(receipts) | {
            share.receipt_id: [Mark(share.cheque.get_state_display(), "danger")]
            for share in _shares(receipts)
            if share.cheque.state in states and share.receipt_id
        }

    def refusals(
        self,
        receipts: Sequence[DraftReceipt],
        transition: Transition,
        *,
        acting_user: User | None = None,
    ) -> Mapping[int, str]:
        """A cheque leaves the draft whole, by who may cancel it at the counter; once posted it is
        cancelled there; once cancelled or bounced it is keyed again there, never put back here:
        its money would be in the books twice."""
        if transition not in _RULES:
            return {}
        chosen = {row.pk for row in receipts}
        found = {}
        for share in _shares(receipts):
            if share.receipt_id and (said := _RULES[transition](share, chosen, acting_user)):
                found[share.receipt_id] = said % {
                    "number": share.cheque.number,
                    "batch": share.cheque.batch_id,
                }
        return found

    def after(
        self, receipts: Sequence[DraftReceipt], transition: Transition, *, acting_user: User | None
    ) -> None:
        """A cheque out of the draft is cancelled."""
        if transition == Transition.CANCEL:
            Cheque.objects.filter(shares__receipt__in=receipts, state=ChequeState.DRAFTED).update(
                state=ChequeState.CANCELLED, outcome_reason=receipts[0].cancel_reason
            )

    def timeline(self, receipt: DraftReceipt) -> Sequence[TimelineStep]:
        share = next(iter(_shares([receipt])), None)
        if share is None:
            return ()
        cheque = share.cheque
        steps = [TimelineStep(_("Saisi au guichet"), cheque.keyed_at, f"{cheque.batch}")]
        line = (
            DepositLine.objects.filter(cheque=cheque, amount__gt=0).select_related("slip").first()
        )
        if line is None:
            steps.append(TimelineStep(_("Remis en banque")))
        else:
            steps.append(TimelineStep(_("Remis en banque"), line.slip.created_at, f"{line.slip}"))
        return steps

    def panels(self, receipt: DraftReceipt) -> Sequence[tuple[str, Mapping[str, Any]]]:
        share = next(iter(_shares([receipt])), None)
        if share is None:
            return ()
        cheque = share.cheque
        context = {
            "cheque": cheque,
            "batch": cheque.batch,
            "slips": [
                (line.slip, line.amount)
                for line in cheque.deposit_lines.select_related("slip").order_by("pk")
            ],
            "others": [
                other
                for other in cheque.shares.select_related("account").exclude(pk=share.pk)
                if other.receipt_id
            ],
        }
        return [("receipts/counter/partials/cheque_panel.html", context)]


def _doubled(receipts: Iterable[DraftReceipt]) -> dict[int, Sequence[Mark]]:
    """A mark on the lines of a cheque that stands twice: same number of the same bank."""
    shares = [each for each in _shares(receipts) if each.receipt_id]
    standing = Cheque.objects.filter(number__in={each.cheque.number for each in shares})
    by_number: dict[str, list[Cheque]] = defaultdict(list)
    for cheque in standing.exclude(state=ChequeState.CANCELLED):
        by_number[cheque.number].append(cheque)
    mark = [Mark(_("En double"), "warning")]
    return {
        share.receipt_id: mark
        for share in shares
        if share.receipt_id
        and any(_is_same(share.cheque, each) for each in by_number[share.cheque.number])
    }


def _is_same(one: Cheque, other: Cheque) -> bool:
    if one.pk == other.pk:
        return False
    if one.account_key and other.account_key:
        return one.account_key == other.account_key
    return fold(one.drawee_bank) == fold(other.drawee_bank)


def _against_cancelling(share: ChequeShare, chosen: set[int], acting_user: User | None) -> str:
    if share.cheque.state == ChequeState.CANCELLED:
        return ""
    if acting_user and not acting_user.has_perm(CLOSE):
        return _(
            "le lot n° %(batch)s est clos : il faut le droit de clore un lot pour annuler le "
            "chèque n° %(number)s."
        )
    if not _receipts_of(share.cheque) <= chosen:
        return _(
            "le chèque n° %(number)s règle aussi d’autres comptes : retirez toutes ses lignes "
            "ensemble."
        )
    return ""


def _against_reversing(share: ChequeShare, _chosen: set[int], _user: User | None) -> str:
    if share.cheque.state == ChequeState.CANCELLED:
        return ""
    if share.cheque.state == ChequeState.BOUNCED:
        return _("le chèque n° %(number)s est revenu impayé : ce qu’il réglait est déjà dû.")
    return _(
        "annulez le chèque n° %(number)s au guichet, lot %(batch)s : sa remise en banque suit."
    )


def _against_redrafting(_share: ChequeShare, _chosen: set[int], _user: User | None) -> str:
    return _("saisissez le chèque n° %(number)s de nouveau au guichet, d’où il ira en banque.")


#: What a transition wants of each share: empty where it may go on.
_RULES: Mapping[Transition, Callable[[ChequeShare, set[int], User | None], str]] = {
    Transition.CANCEL: _against_cancelling,
    Transition.REVERSE: _against_reversing,
    Transition.REDRAFT: _against_redrafting,
}


def _shares(receipts: Iterable[DraftReceipt]) -> list[ChequeShare]:
    return list(
        ChequeShare.objects.filter(receipt__in=[row.pk for row in receipts])
        .select_related("cheque__batch")
        .prefetch_related("cheque__shares")
    )


def _receipts_of(cheque: Cheque) -> set[int | None]:
    return {share.receipt_id for share in cheque.shares.all()}
