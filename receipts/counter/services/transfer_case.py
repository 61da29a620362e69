"""Hand papers on to another service, on numbered slips that are final once closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.portfolio import check_act_on_all
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.guard import looks_like_iban, refuse_cards
from core.text.money import ZERO
from ledger.books.models import Account
from receipts.counter.enums import Paper
from receipts.counter.models import Cheque, TransferItem, TransferService, TransferSlip
from receipts.counter.selectors.batches_in_hand import visible_cheques
from receipts.draft.rules.reasons import reason_of


@dataclass(frozen=True)
class NewCase:
    """What goes of one case: an account or a reference, its papers, an amount in euros if any."""

    form_id: UUID
    service_id: int
    papers: Sequence[str]
    account_id: int | None = None
    cheque_id: int | None = None
    reference: str = ""
    amount: Decimal | None = None
    note: str = ""


def add_case(case: NewCase, *, acting_user: User) -> TransferItem:
    """Add a case to the open slip of its service, opened if need be. The same form sent twice is
    one case.

    Raises BusinessError for a form that made another case already, a card number or an IBAN in the
    text, a case that is nobody's or has no paper, an amount that is not positive, a service that
    takes no more, a cheque that this user may not see or that paid another account.
    """
    _check(case)
    with transaction.atomic():
        slip = _open_slip(case.service_id)
        known = TransferItem.objects.filter(form_id=case.form_id).select_related("slip").first()
        if known is not None:
            _refuse_another(known, case)
            return known
        item = TransferItem.objects.create(
            form_id=case.form_id,
            slip=slip,
            account=_account(case.account_id),
            cheque=_cheque(case, acting_user),
            added_by=acting_user,
            **_columns(case),
        )
        _tell("transfer.add", item, acting_user)
    return item


def _columns(case: NewCase) -> dict[str, Any]:
    return {
        "papers": [str(Paper(each)) for each in case.papers],
        "reference": case.reference.strip()[:60],
        "amount": case.amount,
        "note": case.note.strip()[:200],
    }


def _refuse_another(known: TransferItem, case: NewCase) -> None:
    """A page that the browser kept brings its form back: filled in anew, it is another case."""
    asked = {**_columns(case), "account_id": case.account_id, "cheque_id": case.cheque_id}
    is_same = all(getattr(known, name) == value for name, value in asked.items())
    # The number of a slip is not looked at: it may have been closed between two clicks.
    if not is_same or known.slip.service_id != case.service_id:
        raise BusinessError(
            _("Ce formulaire a déjà servi à un autre dossier : rouvrez-le pour celui-ci.")
        )


def remove_case(item_id: int, *, acting_user: User) -> TransferSlip:
    """Take a case off a slip that is still open. Raises BusinessError for a closed one, which is
    final: ``take_back`` it on the next."""
    with transaction.atomic():
        item = _lock_item(item_id)
        if not item.slip.is_open:
            raise BusinessError(
                _("%(slip)s est clos : reprenez ce dossier sur le bordereau suivant.")
                % {"slip": item.slip}
            )
        _tell("transfer.remove", item, acting_user)
        TransferItem.objects.filter(pk=item.pk).delete()
    return item.slip


def take_back(item_id: int, *, acting_user: User, reason: str) -> TransferItem:
    """A case of a closed slip was a mistake: it is « repris » on the next, with a minus sign.

    Raises BusinessError without a reason, for an open slip, or where it is taken back already.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        wrong = _lock_item(item_id)
        if wrong.slip.is_open:
            raise BusinessError(_("Ce bordereau est encore ouvert : retirez-en le dossier."))
        if wrong.takes_back_id is not None:
            raise BusinessError(_("Cette ligne en reprend déjà une autre : ajoutez le dossier."))
        if TransferItem.objects.filter(takes_back=wrong).exists():
            raise BusinessError(_("Ce dossier est déjà repris."))
        item = TransferItem.objects.create(
            form_id=uuid4(),
            slip=_open_slip(wrong.slip.service_id, even_inactive=True),
            account=wrong.account,
            cheque=wrong.cheque,
            papers=wrong.papers,
            reference=wrong.reference,
            amount=None if wrong.amount is None else -wrong.amount,
            note=reason,
            added_by=acting_user,
            takes_back=wrong,
        )
        _tell("transfer.take_back", item, acting_user)
    return item


def close_slip(slip_id: int, *, acting_user: User) -> TransferSlip:
    """Number the slip and make it final. Raises BusinessError where it is empty or closed."""
    with transaction.atomic():
        service_id = TransferSlip.objects.filter(pk=slip_id).values_list("service", flat=True)
        _lock_service(service_id.first())
        slip = TransferSlip.objects.select_related("service", "closed_by").get(pk=slip_id)
        if slip.closed_at is not None:
            raise BusinessError(
                _("Ce bordereau a été clos par %(by)s le %(at)s : il ne change plus.")
                % {
                    "by": slip.closed_by,
                    "at": f"{timezone.localtime(slip.closed_at):%d/%m/%Y à %H:%M}",
                }
            )
        # Whatever the portfolio: what one cannot see must not leave by one's hand.
        count = check_act_on_all(acting_user, TransferItem.everywhere.filter(slip=slip))
        if not count:
            raise BusinessError(_("Ce bordereau est vide : ajoutez-y un dossier d’abord."))
        last = TransferSlip.objects.filter(service=slip.service).aggregate(last=Max("number"))
        slip.number = int(last["last"] or 0) + 1
        slip.closed_at, slip.closed_by = timezone.now(), acting_user
        slip.save(update_fields=["number", "closed_at", "closed_by"])
        audit.record("transfer.close", acting_user=acting_user, on=slip, count=count)
    return slip


def _lock_service(service_id: int | None) -> TransferService:
    """The service, whose slips are opened and numbered one after the other."""
    rows = TransferService.objects.select_for_update(no_key=True)
    service = rows.filter(pk=service_id or 0).first()
    if service is None:
        raise BusinessError(_("Ce service ou ce bordereau n’existe plus."))
    return service


def _open_slip(service_id: int, *, even_inactive: bool = False) -> TransferSlip:
    """The one open slip of the service, made where there is none; its service stays locked."""
    service = _lock_service(service_id)
    if not (service.active or even_inactive):
        raise BusinessError(
            _("« %(service)s » n’est plus en service : choisissez-en un autre.")
            % {"service": service}
        )
    slip, _made = TransferSlip.objects.get_or_create(service=service, number=None)
    return slip


def _lock_item(item_id: int) -> TransferItem:
    """The case, with its slip's service locked: nobody closes the slip meanwhile."""
    found = TransferItem.objects.filter(pk=item_id)
    service_id = found.values_list("slip__service", flat=True).first()
    if service_id is not None:
        _lock_service(service_id)
    item = found.select_related("slip__service", "account", "cheque").first()
    if item is None:
        raise BusinessError(_("Ce dossier a déjà été retiré du bordereau."))
    return item


def _check(case: NewCase) -> None:
    _refuse_secrets([case.reference, case.note])
    if not case.papers:
        raise BusinessError(_("Cochez ce qui part : coupon, copie du chèque, courrier…"))
    if case.account_id is None and not case.reference.strip():
        raise BusinessError(_("Dites de qui il s’agit : un compte, ou une référence."))
    if case.amount is not None and case.amount <= ZERO:
        raise BusinessError(_("Le montant est positif, ou reste vide."))


def _refuse_secrets(texts: Sequence[str]) -> None:
    """Neither a card number nor an IBAN is copied from the paper that goes."""
    refuse_cards(texts)
    if any(looks_like_iban(text) for text in texts):
        raise BusinessError(
            _("Ceci ressemble à un IBAN : ne le recopiez pas, cochez-le et joignez le papier.")
        )


def _account(account_id: int | None) -> Account | None:
    if account_id is None:
        return None
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise BusinessError(_("Ce compte n’existe plus : choisissez-en un autre."))
    return account


def _cheque(case: NewCase, acting_user: User) -> Cheque | None:
    if case.cheque_id is None:
        return None
    rows = visible_cheques(acting_user).filter(pk=case.cheque_id)
    if case.account_id is not None:
        rows = rows.filter(shares__account=case.account_id)
    cheque = rows.first()
    if cheque is None:
        raise BusinessError(
            _("Ce chèque n’est pas à vous, ou n’est pas de ce compte : repartez de sa fiche.")
        )
    return cheque


def _tell(action: str, item: TransferItem, acting_user: User) -> None:
    """In the history of the slip and, where it has one, of the account."""
    facts = {
        "service": str(item.slip.service),
        "papers": item.papers_label,
        "reference": item.reference,
        "remark": item.note,
    }
    if item.amount is not None:
        facts["amount"] = str(item.amount)
    whose = {"account": str(item.account)} if item.account else {}
    audit.record(action, acting_user=acting_user, on=item.slip, **whose, **facts)
    if item.account:
        audit.record(action, acting_user=acting_user, on=item.account, **facts)
