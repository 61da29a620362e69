"""Hand over to a client all that their site holds on them (GDPR, art. 15 and 20)."""

from typing import IO

from django.utils.translation import gettext as _

from core.database.enums import SecurityKind
from core.database.services import audit
from core.database.services.log_security import log
from core.files.services.write_dossier import write_dossier
from extranet.publication.models import ClientAccess
from extranet.publication.selectors import personal_data as held
from sepa.requests.selectors.requests_of_client import request_pdfs, request_rows


def hand_over_own_data(access: ClientAccess) -> IO[bytes]:
    """The ZIP of what this site holds on its client, open at its start."""
    user = access.user
    audit.record("access.hand_over", acting_user=user, on=access)
    log(SecurityKind.DATA_HANDED_OVER, user=user)
    tables = {
        _("Accès à l’espace client"): list(held.access_rows(access)),
        _("Adresses e-mail demandées"): list(held.address_rows(access)),
        _("Prélèvements"): list(request_rows(user)),
        _("Écritures"): list(held.published_rows(access)),
        _("Journal de sécurité"): list(held.security_rows(user)),
        _("Sessions"): list(held.session_rows(user)),
        _("Seconds facteurs"): list(held.factor_rows(user)),
    }
    return write_dossier(tables, request_pdfs(user))
