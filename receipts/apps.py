from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceiptsConfig(AppConfig):
    """The draft, and the channels that feed it."""

    name = "receipts"
    verbose_name = _("Encaissements")

    def ready(self) -> None:
        from core import actions, dashboard, navigation, search
        from receipts import channels, home
        from receipts.plain_channels import PLAIN

        for channel in PLAIN:
            channels.register(channel)
        actions.register(home.ACTIONS)
        navigation.register(home.MENU_ITEM)
        for card in home.CARDS:
            dashboard.register(card)
        search.register(
            code="receipts",
            label=_("Règlements"),
            icon="cash",
            provider=home.find,
            right="receipts.see_draft",
        )
