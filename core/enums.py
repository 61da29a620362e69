from django.db import models
from django.utils.translation import gettext_lazy as _


class UserKind(models.TextChoices):
    STAFF = "staff", _("Collaborateur")
    CLIENT = "client", _("Client")


class Level(models.TextChoices):
    INFO = "info", _("Pour info")
    WARNING = "warning", _("À vérifier")
    ERROR = "error", _("Incident")


class JobState(models.TextChoices):
    WAITING = "waiting", _("En attente")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminé")
    FAILED = "failed", _("Échoué")


class FolderKind(models.TextChoices):
    LOCAL = "local", _("Répertoire local")
    SFTP = "sftp", _("SFTP (chiffré)")
    FTPS = "ftps", _("FTPS (FTP chiffré par TLS)")
    FTP = "ftp", _("FTP (non chiffré)")


class FolderLogin(models.TextChoices):
    PASSWORD = "password", _("Mot de passe")
    KEY = "key", _("Clé privée")


class AfterDownload(models.TextChoices):
    MOVE = "move", _("Ranger dans un sous-dossier")
    LEAVE = "leave", _("Laisser sur place (reconnus à leur contenu)")


class Direction(models.TextChoices):
    IN = "in", _("Reçu")
    OUT = "out", _("Envoyé")


class FileOutcome(models.TextChoices):
    STORED = "stored", _("Archivé")
    DELIVERED = "delivered", _("Déposé")
    PROCESSED = "processed", _("Traité")
    FAILED = "failed", _("En échec")
