from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SepaConfig(AppConfig):
    """One-off direct debits: requests, mandates, files for the bank."""

    name = "sepa"
    verbose_name = _("Prélèvements")

    def ready(self) -> None:
        # Handlers of the outbox register themselves.
        from sepa.services import collecting, fetching, mails, telling  # noqa: F401
