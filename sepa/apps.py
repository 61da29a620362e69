from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SepaConfig(AppConfig):
    """One-off direct debits: requests, mandates, files for the bank."""

    name = "sepa"
    verbose_name = _("Prélèvements")

    def ready(self) -> None:
        from core.exchange.consumers import name_kind
        from core.lists.history import register_labels
        from ledger.services import reversal
        from receipts import channels, outcomes
        from sepa import shell
        from sepa.channel import OneOffChannel
        from sepa.outcomes import COUNTER

        # Handlers of the outbox register themselves.
        from sepa.services import collecting, fetching, mails, notices, telling  # noqa: F401
        from sepa.services.collecting import move_paid

        channels.register(OneOffChannel())
        reversal.register_objection(move_paid.against_reversal)
        for each in COUNTER:
            outcomes.register(each)
        register_labels(shell.HISTORY_LABELS)
        name_kind("mandate", _("Mandat signé"))
        name_kind("pain.008", _("Fichier de prélèvement"))
        shell.register()
