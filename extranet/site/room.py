"""What the clients' site brings to the house."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from extranet.site.views import sign_in_backend  # noqa: F401 - listens to passwords chosen

name_actions({"access.hand_over": _("Données téléchargées par le client")})
