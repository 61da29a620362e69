from django.db import models
from django.utils.translation import gettext_lazy as _


class SecurityKind(models.TextChoices):
    """What the security log tells of."""

    SIGNED_IN = "sign_in", _("Connexion")
    REFUSED = "sign_in.refused", _("Connexion refusée")
    LOCKED = "sign_in.locked", _("Essais bloqués")
    WAY_IN_ASKED = "sign_in.way_in_asked", _("Déblocage demandé")
    WAY_IN_USED = "sign_in.way_in_used", _("Appareil débloqué par e-mail")
    SIGNED_OUT = "sign_out", _("Déconnexion")
    FACTOR_REFUSED = "factor.refused", _("Second facteur refusé")
    FACTOR_ADDED = "factor.added", _("Second facteur ajouté")
    FACTOR_REMOVED = "factor.removed", _("Second facteur retiré")
    FACTOR_RESET = "factor.reset", _("Second facteur réinitialisé")
    RECOVERY_CODES = "factor.recovery_codes", _("Codes de secours refaits")
    PASSWORD_LINK = "password.link", _("Lien de mot de passe demandé")
    PASSWORD_CHANGED = "password.changed", _("Mot de passe changé")
    PASSWORD_ISSUED = "password.issued", _("Mot de passe remis par l’agence")
    ADDRESS_CHANGED = "address.changed", _("Adresse e-mail changée")
    USER_CREATED = "user.created", _("Utilisateur créé")
    RIGHTS_CHANGED = "rights.changed", _("Droits changés")
    ACCOUNT_CLOSED = "account.closed", _("Compte désactivé")
    ACCOUNT_OPENED = "account.opened", _("Compte réactivé")
    FORBIDDEN = "forbidden", _("Accès refusé (403)")
    DATA_HANDED_OVER = "data.handed_over", _("Données d’une personne remises")
    API_KEY_USED = "api_key.used", _("Clé d’API utilisée")
    API_KEY_REFUSED = "api_key.refused", _("Clé d’API refusée")
    SESSION_ENDED = "session.ended", _("Session fermée")
    SESSION_IDLE = "session.idle", _("Session fermée faute d’activité")
