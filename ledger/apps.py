from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = _("Comptabilité")

    def ready(self) -> None:
        from ledger import held_on_person, kinds_of_data, shell
        from ledger.services import chain

        chain.register()
        shell.register()
        kinds_of_data.register()
        held_on_person.register()
