"""Hand over kept documents and hidden numbers, writing down who asked."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.files.services import archive
from core.people.models import User
from core.text.errors import BusinessError
from sepa.mandates.models import Mandate


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
