"""The kinds of data of this room, for the register of what is kept and how long."""

from django.utils.translation import gettext_lazy as _

from core import retention
from core.retention import Kind
from core.services import erase_archived, log_security, tidy_up

BOOKS = _("Obligation légale : Code de commerce, art. L123-22")
_SECURITY = _("Sécurité du traitement (RGPD, art. 32) ; CNIL, délibération 2021-122")
_RUNNING = _("Intérêt légitime (RGPD, art. 6-1-f) : suivre le travail du logiciel")


_KINDS = (
    Kind(
        "security_log",
        _("Journal de sécurité et essais de connexion"),
        _("Identifiant, adresse IP, navigateur, date, résultat"),
        _SECURITY,
        _("1 an ; essais manqués : 2 jours"),
        log_security.erase_old_events,
    ),
    Kind(
        "sessions",
        _("Sessions"),
        _("Adresse IP, navigateur, dernière activité"),
        _SECURITY,
        _("Jusqu’à leur expiration"),
        tidy_up.erase_sessions,
    ),
    Kind(
        "messages",
        _("Messages aux collaborateurs"),
        _("Texte, destinataire, date de lecture"),
        _RUNNING,
        _("1 an"),
        tidy_up.erase_messages,
        of_clients=False,
    ),
    Kind(
        "jobs",
        _("Tâches et services de la nuit"),
        _("Demandeur, dates, résultat en une phrase"),
        _RUNNING,
        _("1 an ; la dernière de chaque sorte reste"),
        tidy_up.erase_jobs,
        of_clients=False,
    ),
    Kind(
        "outbox",
        _("Envois en attente"),
        _("Ce qu’il faut pour écrire et envoyer un courriel ou un fichier"),
        _("Exécution du contrat (RGPD, art. 6-1-b)"),
        _("Jusqu’à l’envoi ; 90 jours s’il est abandonné"),
        tidy_up.empty_outbox,
    ),
    Kind(
        "audit",
        _("Piste d’audit"),
        _("Qui a fait quoi, quand, depuis quelle adresse IP"),
        BOOKS,
        _("Avec les livres ; scellée, jamais effacée par le logiciel"),
    ),
    Kind(
        "staff",
        _("Comptes des collaborateurs"),
        _("Nom, e-mail, droits, second facteur"),
        _("Exécution du contrat de travail (RGPD, art. 6-1-b)"),
        _("Avec les livres : chaque écriture nomme qui l’a validée"),
        of_clients=False,
    ),
    Kind(
        "files",
        _("Fichiers échangés"),
        _("Fichiers de banque, de l’automate, FEC, coupons : octets chiffrés"),
        BOOKS,
        _(
            "10 ans après la clôture de l’exercice ; coupons et soldes remis à l’automate : "
            "14 mois ; reste l’empreinte SHA-256"
        ),
        erase_archived.erase_old_files,
        of_clients=False,
    ),
)


def register() -> None:
    """Called once, when the room starts."""
    retention.register(*_KINDS)
