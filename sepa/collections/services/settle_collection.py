"""The life of a file: generated, sent to the bank, settled; or cancelled before it went."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from receipts.draft.enums import ReceiptStatus
from sepa.collections.enums import CollectionState
from sepa.collections.models import Collection
from sepa.collections.services.announce_paper_debits import announce_paper_debits
from sepa.collections.services.deliver_file import withdraw
from sepa.collections.services.move_paid import move_paid
from sepa.requests.enums import RequestState
from sepa.requests.services.tell_platform import tell_platform


class CollectionStateError(BusinessError):
    """The file has gone on, or was given up, since it was shown."""


def mark_sent(collection: Collection, *, acting_user: User, now: datetime) -> Collection:
    """The accountant says that the file went to the bank: it can no longer be cancelled.

    Raises BusinessError for a file that is not waiting to be sent.
    """
    with transaction.atomic():
        locked = _locked(
            collection,
            CollectionState.GENERATED,
            _(
                "Le fichier %(file)s ne peut pas être transmis : il est « %(state)s ». Rechargez "
                "la page."
            ),
        )
        locked.state, locked.sent_at = CollectionState.SENT, now
        locked.save(update_fields=["state", "sent_at"])
        audit.record("collection.send", acting_user=acting_user, on=locked)
        _tell(locked, RequestState.SENT, now)
        announce_paper_debits(locked)
    return locked


def settle_collection(
    collection: Collection,
    *,
    acting_user: User | None,
    now: datetime,
    entry_date: date | None = None,
) -> Collection:
    """The collection date has come: the debits are settled.

    ``entry_date`` is the day of the entry that moves them to the bank where the year of the
    collection date takes none any more. Raises ClosedFiscalYearError or NoFiscalYearError where
    such a day is wanted, BusinessError before the collection date, for an entry before it, and for
    a file that was not sent.
    """
    with transaction.atomic():
        locked = _locked(
            collection,
            CollectionState.SENT,
            _(
                "Le fichier %(file)s ne peut pas être réglé : il est « %(state)s ». Rechargez la "
                "page."
            ),
        )
        if timezone.localdate(now) < locked.collection_date:
            raise BusinessError(
                _(
                    "Ce fichier est prélevé le %(collection_date)s : il ne peut pas être réglé "
                    "avant."
                )
                % {"collection_date": f"{locked.collection_date:%d/%m/%Y}"}
            )
        if entry_date and entry_date < locked.collection_date:
            raise BusinessError(_("L’écriture ne peut pas précéder le prélèvement."))
        locked.state, locked.settled_at = CollectionState.SETTLED, now
        locked.save(update_fields=["state", "settled_at"])
        audit.record("collection.settle", acting_user=acting_user, on=locked)
        move_paid(locked, acting_user=acting_user, entry_date=entry_date)
        _tell(locked, RequestState.SETTLED, now)
    return locked


def settle_due(*, now: datetime) -> str:
    """Settle every sent file whose collection date has passed. Returns a sentence."""
    due = Collection.objects.filter(
        state=CollectionState.SENT, collection_date__lt=timezone.localdate(now)
    ).order_by("pk")
    count, refusals = 0, []
    for collection in due:
        try:
            settle_collection(collection, acting_user=None, now=now)
        except CollectionStateError:
            # Somebody settled or cancelled it meanwhile: the others are due all the same.
            continue
        except BusinessError as refusal:
            refusals.append(
                _("%(file)s : %(refusal)s") % {"file": collection.message_id, "refusal": refusal}
            )
        else:
            count += 1
    if not count and not refusals:
        return _("Aucun fichier de prélèvement n’arrive à échéance.")
    settled = ngettext(
        "%(count)d fichier de prélèvement réglé.",
        "%(count)d fichiers de prélèvement réglés.",
        count,
    ) % {"count": count}
    return " ".join([settled, *refusals])


def cancel_collection(collection: Collection, *, acting_user: User, now: datetime) -> Collection:
    """Give up a file that was not sent: its lines can be put in another, their mandates stay good.

    Raises BusinessError for a file that was sent, settled or cancelled.
    """
    with transaction.atomic():
        locked = _locked(
            collection,
            CollectionState.GENERATED,
            _(
                "Le fichier %(file)s ne peut pas être annulé : il est « %(state)s ». Rechargez la "
                "page."
            ),
        )
        locked.state, locked.cancelled_at = CollectionState.CANCELLED, now
        locked.save(update_fields=["state", "cancelled_at"])
        locked.transactions.update(live=False)
        audit.record("collection.cancel", acting_user=acting_user, on=locked)
        _tell(locked, RequestState.FETCHED, now)
        withdraw(locked)
    return locked


def _locked(collection: Collection, state: CollectionState, refusal: str) -> Collection:
    locked = Collection.objects.select_for_update().get(pk=collection.pk)
    if locked.state != state:
        raise CollectionStateError(
            refusal % {"file": locked.message_id, "state": locked.get_state_display()}
        )
    return locked


def _tell(collection: Collection, state: RequestState, at: datetime) -> None:
    """What was posted meanwhile stays told as posted: only what follows the file is news."""
    transactions = collection.transactions.exclude(mandate__receipt__status=ReceiptStatus.CANCELLED)
    tell_platform(
        transactions.values_list("mandate__request_uid", flat=True),
        state=state,
        at=at,
        debit_date=None if state == RequestState.FETCHED else collection.collection_date,
    )
