from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceiptsConfig(AppConfig):
    """The draft, and the channels that feed it."""

    name = "receipts"
    verbose_name = _("Encaissements")

    def ready(self) -> None:
        from core import actions, dashboard, navigation, search
        from core.lists import records, words
        from ledger import receipt_channels
        from ledger.services import fiscal_years, reversal
        from receipts import channels, held_on_person, kinds_of_data, objections
        from receipts.channels.plain import PLAIN
        from receipts.services import allocating  # noqa: F401
        from receipts.shell import counter, coupons, draft, outcomes

        for channel in PLAIN:
            channels.register(channel)
            receipt_channels.register(channel.code, channel.label)
        fiscal_years.register_closing_check(objections.against_closing)
        fiscal_years.register_closing_warning(objections.before_closing)
        reversal.register_objection(objections.against_reversal)
        actions.register(draft.ACTIONS)
        words.register_reader("channel", channels.label_of)
        kinds_of_data.register()
        held_on_person.register()
        coupons.register_all()
        counter.register()
        outcomes.register()
        for item in (*draft.MENU, draft.CASH_RULE, draft.CASH_BOOK, draft.ACTIVITY):
            navigation.register(item)
        records.register_tab("ledger.account", draft.ACCOUNT_TAB)
        for card in draft.CARDS:
            dashboard.register(card)
        search.register(
            code="receipts",
            label=_("Règlements"),
            icon="cash",
            provider=draft.find,
            right="receipts.see_draft",
        )
