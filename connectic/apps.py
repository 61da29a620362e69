from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnecticConfig(AppConfig):
    """The payment kiosk: balances out each night, payments in each evening."""

    name = "connectic"
    verbose_name = _("Automate")

    def ready(self) -> None:
        from connectic import kinds_of_data, shell
        from connectic.channel import KioskChannel
        from receipts import channels

        channels.register(KioskChannel())
        shell.register()
        kinds_of_data.register()
