"""Hand over kept documents and hidden numbers, writing down who asked."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import BusinessError
from core.iban import group_iban
from core.models import User
from core.services import archive, audit
from sepa.models import Collection, Mandate


@transaction.atomic
def download_collection(collection: Collection, *, acting_user: User) -> bytes:
    """The exact bytes of the file: it holds IBANs in clear, so the audit trail knows who took it.

    Raises ArchiveError.
    """
    audit.record("collection.download", acting_user=acting_user, on=collection)
    return archive.read(collection.file)


@transaction.atomic
def download_mandate(mandate: Mandate, *, acting_user: User) -> bytes:
    """The signed PDF. Raises BusinessError while it has not come from the platform, and once its
    retention is over."""
    if mandate.is_on_paper:
        raise BusinessError(_("Ce mandat est un coupon signé : l’agence en garde le papier."))
    if mandate.erased_at is not None:
        raise BusinessError(_("La preuve de ce mandat a été effacée au terme de sa conservation."))
    if mandate.pdf is None:
        raise BusinessError(
            _("Le PDF de ce mandat n’est pas encore arrivé de la plateforme : réessayez plus tard.")
        )
    audit.record("mandate.download", acting_user=acting_user, on=mandate)
    return archive.read(mandate.pdf)


@transaction.atomic
def reveal_iban(mandate: Mandate, *, acting_user: User) -> str:
    """The debtor's IBAN in full, grouped by four; who asked is recorded first."""
    audit.record("mandate.reveal_iban", acting_user=acting_user, on=mandate)
    return group_iban(mandate.iban)
