from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What is no business of anyone's: users, messages, audit, jobs, files, money, keys."""

    name = "core"
    verbose_name = _("Socle")
