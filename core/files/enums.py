from django.db import models
from django.utils.translation import gettext_lazy as _


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


class FileCondition(models.TextChoices):
    """What the archive holds of the bytes that a row names."""

    WHOLE = "whole", _("Intact")
    MISSING = "missing", _("Introuvable")
    ALTERED = "altered", _("Altéré")
    UNREADABLE = "unreadable", _("Indéchiffrable : sa clé manque")
    CLOSED = "closed", _("Fermé à l’application : droits ou disque")
    ERASED = "erased", _("Effacé au terme de sa conservation")


class FileOutcome(models.TextChoices):
    STORED = "stored", _("Archivé")
    DELIVERED = "delivered", _("Déposé")
    PROCESSED = "processed", _("Traité")
    FAILED = "failed", _("En échec")
