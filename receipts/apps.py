from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceiptsConfig(AppConfig):
    """The draft, and the channels that feed it."""

    name = "receipts"
    verbose_name = _("Encaissements")

    def ready(self) -> None:
        from core import actions, dashboard, navigation, search
        from core.lists import records
        from ledger import receipt_channels
        from ledger.services import fiscal_years, reversal
        from receipts import channels, counter_home, coupon_menu, home, objections, outcome_home
        from receipts.plain_channels import PLAIN
        from receipts.services import allocating  # noqa: F401

        for channel in PLAIN:
            channels.register(channel)
            receipt_channels.register(channel.code, channel.label)
        fiscal_years.register_closing_check(objections.against_closing)
        fiscal_years.register_closing_warning(objections.before_closing)
        reversal.register_objection(objections.against_reversal)
        actions.register(home.ACTIONS)
        coupon_menu.register_all()
        counter_home.register()
        outcome_home.register()
        for item in (*home.MENU, home.CASH_RULE, home.CASH_BOOK, home.ACTIVITY):
            navigation.register(item)
        records.register_tab("ledger.account", home.ACCOUNT_TAB)
        for card in home.CARDS:
            dashboard.register(card)
        search.register(
            code="receipts",
            label=_("Règlements"),
            icon="cash",
            provider=home.find,
            right="receipts.see_draft",
        )
