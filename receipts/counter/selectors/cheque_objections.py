"""What the counter holds against what is done to the books below it."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.money import format_euros
from ledger.books.models import Entry, FiscalYear
from receipts.counter.enums import BatchState, ChequeState
from receipts.counter.models import BouncedCheque, Cheque, ChequeShare, DepositSlip
from receipts.counter.selectors.cheques_to_deposit import to_deposit, to_take_back


def against_closing(year: FiscalYear) -> Iterable[str]:
    """Cheques keyed by batch: not in the draft yet, whatever day its line would be written on."""
    keyed = Cheque.objects.filter(
        entity=year.entity_id,
        state=ChequeState.KEYED,
        batch__state__in=(BatchState.OPEN, BatchState.PRE_CLOSED),
        batch__arrival_date__range=(year.start, year.end),
    ).aggregate(count=Count("pk"), total=Sum("amount"))
    if keyed["count"]:
        yield ngettext(
            "Le guichet garde en lots %(count)d chèque arrivé dans cet exercice (%(amount)s) : "
            "fermez-les, puis comptabilisez, ou retirez ce chèque.",
            "Le guichet garde en lots %(count)d chèques arrivés dans cet exercice (%(amount)s) : "
            "fermez-les, puis comptabilisez, ou retirez ces chèques.",
            keyed["count"],
        ) % {"count": keyed["count"], "amount": format_euros(keyed["total"])}


def before_closing(year: FiscalYear) -> Iterable[str]:
    """Cheques of the year in the books (5112) that went to no bank yet: the next year has them."""
    waiting = to_deposit(year.entity_id).filter(
        Exists(
            ChequeShare.objects.filter(cheque=OuterRef("pk"), receipt__entry__date__lte=year.end)
        )
    )
    in_hand = waiting.aggregate(count=Count("pk"), total=Sum("amount"))
    if in_hand["count"]:
        yield ngettext(
            "%(count)d chèque de cet exercice (%(amount)s) n’est pas remis en banque : le compte "
            "de chèques à encaisser le porte à la clôture.",
            "%(count)d chèques de cet exercice (%(amount)s) ne sont pas remis en banque : le "
            "compte de chèques à encaisser les porte à la clôture.",
            in_hand["count"],
        ) % {"count": in_hand["count"], "amount": format_euros(in_hand["total"])}
    back = to_take_back().filter(
        entity=year.entity_id, deposit_lines__amount__gt=0, deposit_lines__slip__date__lte=year.end
    )
    taken = back.aggregate(count=Count("pk"), total=Sum("amount"))
    if taken["count"]:
        yield ngettext(
            "%(count)d chèque annulé (%(amount)s) reste à reprendre d’une remise : le compte de "
            "chèques à encaisser le porte en moins à la clôture.",
            "%(count)d chèques annulés (%(amount)s) restent à reprendre de leurs remises : le "
            "compte de chèques à encaisser les porte en moins à la clôture.",
            taken["count"],
        ) % {"count": taken["count"], "amount": format_euros(taken["total"])}


def against_reversal(entry: Entry) -> str:
    """What the counter wrote is taken back there, with what hangs on it."""
    slip = DepositSlip.objects.filter(entry=entry).first()
    if slip is not None:
        return _(
            "Cette écriture est celle de la « %(slip)s », qui ne se reprend pas en bloc : au "
            "guichet, annulez les chèques qui n’y étaient pas, la prochaine remise les reprend ; "
            "notez impayés ceux que la banque a rendus."
        ) % {"slip": slip}
    bounced = BouncedCheque.objects.filter(entry=entry).select_related("cheque").first()
    if bounced is not None:
        return _(
            "Cette écriture est celle de l’impayé du « %(cheque)s » : annulez l’impayé depuis la "
            "fiche du chèque, qui retrouve alors sa remise."
        ) % {"cheque": bounced.cheque}
    return ""
