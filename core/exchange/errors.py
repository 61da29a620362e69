"""What can go wrong with a folder, in words for the person who must mend it."""

from enum import StrEnum

from core.errors import BusinessError


class Reason(StrEnum):
    """Why a folder could not be used; each has its own sentence."""

    NAME = "name"
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
    Reason.NAME: "Le serveur « {host} » est introuvable : vérifiez son nom.",
    Reason.REFUSED: "Le serveur « {host} » refuse la connexion : vérifiez le port, ou demandez au "
    "partenaire si son service est démarré et si notre adresse est autorisée.",
    Reason.TIMEOUT: "Le serveur « {host} » ne répond pas dans les temps : il est peut-être arrêté, "
    "ou un pare-feu bloque la connexion.",
    Reason.CUT: "La connexion avec « {host} » a été coupée en cours de route.",
    Reason.HOST_KEY_UNKNOWN: "Le serveur « {host} » montre une clé que personne n’a encore "
    "reconnue : comparez son empreinte avec celle du partenaire, puis reconnaissez-la.",
    Reason.HOST_KEY_CHANGED: "Le serveur « {host} » ne montre plus la clé reconnue. Rien ne lui a "
    "été envoyé : appelez le partenaire avant de reconnaître la nouvelle.",
    Reason.CERTIFICATE: "Le certificat de « {host} » n’est pas valable : nom différent, périmé, ou "
    "signé par une autorité inconnue.",
    Reason.NO_TLS: "Le serveur « {host} » ne propose pas de connexion chiffrée : rien ne lui a été "
    "envoyé.",
    Reason.LOGIN: "Le serveur « {host} » refuse l’identifiant ou le mot de passe (ou la clé).",
    Reason.KEY: "La clé privée est illisible : vérifiez qu’elle est complète, et sa phrase de "
    "passe.",
    Reason.MISSING: "« {what} » n’existe pas (ou plus) : vérifiez le chemin.",
    Reason.RIGHTS: "Nous n’avons pas le droit d’agir sur « {what} » : demandez au partenaire "
    "d’ouvrir les droits.",
    Reason.DISK_FULL: "Le serveur « {host} » n’a pas pu écrire « {what} » : son disque est plein "
    "ou notre quota est atteint.",
    Reason.TOO_LARGE: "« {what} » dépasse deux gigaoctets : ce n’est sans doute pas le bon "
    "fichier.",
    Reason.PROTOCOL: "Le serveur « {host} » a répondu quelque chose d’inattendu.",
}


class ExchangeError(BusinessError):
    """A folder could not be used. ``reason`` says why; the text is for people.

    ``detail`` is what the other side said, never a secret. ``offered`` is the host key that a
    server showed, where the reason is about it.
    """

    def __init__(
        self, reason: Reason, *, host: str = "", what: str = "", detail: str = "", offered: str = ""
    ) -> None:
        sentence = _SENTENCES[reason].format(host=host or "ce poste", what=what)
        super().__init__(f"{sentence} (« {detail} »)" if detail else sentence)
        self.reason = reason
        self.offered = offered
