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


class Direction(models.TextChoices):
    IN = "in", _("Reçu")
    OUT = "out", _("Envoyé")


class FileOutcome(models.TextChoices):
    STORED = "stored", _("Archivé")
    DELIVERED = "delivered", _("Déposé")
    FAILED = "failed", _("Échec du dépôt")
