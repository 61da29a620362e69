from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadingState(models.TextChoices):
    READING = "reading", _("En cours de lecture")
    READ = "read", _("Lu")
    REFUSED = "refused", _("Refusé")


class AsideState(models.TextChoices):
    WAITING = "waiting", _("À décider")
    TAKEN = "taken", _("Repris au brouillard")
    SET_DOWN = "set_down", _("Classé sans suite")
