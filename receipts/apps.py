from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceiptsConfig(AppConfig):
    """The draft, and the channels that feed it."""

    name = "receipts"
    verbose_name = _("Encaissements")

    def ready(self) -> None:
        from receipts import channels
        from receipts.plain_channels import PLAIN

        for channel in PLAIN:
            channels.register(channel)
