from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What is no business of anyone's: users, messages, audit, jobs, files, money, keys."""

    name = "core"
    verbose_name = _("Socle")

    def ready(self) -> None:
        from core import signals  # noqa: F401
        from core.menu import register_all
        from core.services import canary, password_reset  # noqa: F401

        register_all()
