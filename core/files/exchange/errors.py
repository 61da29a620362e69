"""What can go wrong with a folder, in words for the person who must mend it."""

from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.text.errors import BusinessError


class Reason(StrEnum):
    """Why a folder could not be used; each has its own sentence."""

    NAME = "name"
    #: No server of the kind that was asked for: which of its ports are open is nobody's business.
    NO_ANSWER = "no_answer"
    PRIVATE = "private"
    OUTSIDE = "outside"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CUT = "cut"
    HOST_KEY_UNKNOWN = "host_key_unknown"
    HOST_KEY_CHANGED = "host_key_changed"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    LOGIN = "login"
    KEY = "key"
    MISSING = "missing"
    RIGHTS = "rights"
    DISK_FULL = "disk_full"
    TOO_LARGE = "too_large"
    PROTOCOL = "protocol"


_SENTENCES = {
    Reason.NAME: _("Le serveur « %(host)s » est introuvable : vérifiez son nom."),
    Reason.NO_ANSWER: _(
        "« %(host)s » ne répond pas comme le serveur attendu : vérifiez son nom, le port et le "
        "protocole, et que notre adresse y est autorisée."
    ),
    Reason.PRIVATE: _(
        "« %(host)s » est une adresse du réseau interne : qui s’occupe de l’installation doit "
        "d’abord l’autoriser (LSC_PRIVATE_HOSTS)."
    ),
    Reason.OUTSIDE: _(
        "« %(what)s » n’est sous aucun des répertoires prévus pour les échanges : choisissez-en "
        "un, ou faites-le ajouter (LSC_EXCHANGE_ROOTS)."
    ),
    Reason.REFUSED: _(
        "Le serveur « %(host)s » refuse la connexion : vérifiez le port, ou demandez au "
        "partenaire si son service est démarré et si notre adresse est autorisée."
    ),
    Reason.TIMEOUT: _(
        "Le serveur « %(host)s » ne répond pas dans les temps : il est peut-être arrêté, "
        "ou un pare-feu bloque la connexion."
    ),
    Reason.CUT: _("La connexion avec « %(host)s » a été coupée en cours de route."),
    Reason.HOST_KEY_UNKNOWN: _(
        "Le serveur « %(host)s » montre une clé que personne n’a encore "
        "reconnue : comparez son empreinte avec celle du partenaire, puis reconnaissez-la."
    ),
    Reason.HOST_KEY_CHANGED: _(
        "Le serveur « %(host)s » ne montre plus la clé reconnue. Rien ne lui a "
        "été envoyé : appelez le partenaire avant de reconnaître la nouvelle."
    ),
    Reason.CERTIFICATE: _(
        "Le certificat de « %(host)s » n’est pas valable : nom différent, périmé, ou "
        "signé par une autorité inconnue."
    ),
    Reason.NO_TLS: _(
        "Le serveur « %(host)s » ne propose pas de connexion chiffrée : rien ne lui a été envoyé."
    ),
    Reason.LOGIN: _("Le serveur « %(host)s » refuse l’identifiant ou le mot de passe (ou la clé)."),
    Reason.KEY: _(
        "La clé privée est illisible : vérifiez qu’elle est complète, et sa phrase de passe."
    ),
    Reason.MISSING: _("« %(what)s » n’existe pas (ou plus) : vérifiez le chemin."),
    Reason.RIGHTS: _(
        "Nous n’avons pas le droit d’agir sur « %(what)s » : demandez au partenaire "
        "d’ouvrir les droits."
    ),
    Reason.DISK_FULL: _(
        "Le serveur « %(host)s » n’a pas pu écrire « %(what)s » : son disque est plein "
        "ou notre quota est atteint."
    ),
    Reason.TOO_LARGE: _(
        "« %(what)s » dépasse deux gigaoctets : ce n’est sans doute pas le bon fichier."
    ),
    Reason.PROTOCOL: _("Le serveur « %(host)s » a répondu quelque chose d’inattendu."),
}


class ExchangeError(BusinessError):
    """A folder could not be used. ``reason`` says why; the text is for people.

    ``detail`` is what the other side said, never a secret. ``offered`` is the host key that a
    server showed, where the reason is about it.
    """

    def __init__(
        self, reason: Reason, *, host: str = "", what: str = "", detail: str = "", offered: str = ""
    ) -> None:
        sentence = _SENTENCES[reason] % {"host": host or gettext("ce poste"), "what": what}
        super().__init__(
            gettext("%(sentence)s (« %(detail)s »)") % {"sentence": sentence, "detail": detail}
            if detail
            else sentence
        )
        self.reason = reason
        self.offered = offered
