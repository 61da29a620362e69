"""Hand over to a client all that their site holds on them (GDPR, art. 15 and 20)."""

from typing import IO

from django.utils.translation import gettext as _

from core.enums import SecurityKind
from core.services import audit
from core.services.log_security import log
from core.services.write_dossier import write_dossier
from extranet import held_on_person as held
from extranet.models import ClientAccess


def hand_over_own_data(access: ClientAccess) -> IO[bytes]:
    """The ZIP of what this site holds on its client, open at its start."""
    user = access.user
    audit.record("access.hand_over", acting_user=user, on=access)
    log(SecurityKind.DATA_HANDED_OVER, user=user)
    tables = {
        _("Accès à l’espace client"): list(held.access_rows(access)),
        _("Adresses e-mail demandées"): list(held.address_rows(access)),
        _("Prélèvements"): list(held.request_rows(user)),
        _("Écritures"): list(held.published_rows(access)),
        _("Journal de sécurité"): list(held.security_rows(user)),
        _("Sessions"): list(held.session_rows(user)),
        _("Seconds facteurs"): list(held.factor_rows(user)),
    }
    return write_dossier(tables, held.request_pdfs(user))
