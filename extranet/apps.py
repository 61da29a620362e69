from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExtranetConfig(AppConfig):
    """What clients may see, and the site on which they see it."""

    name = "extranet"
    verbose_name = _("Extranet")

    def ready(self) -> None:
        from extranet import (
            auth,  # noqa: F401 - listens to passwords being chosen
            held_on_person,
            kinds_of_data,
        )
        from extranet.services import address_letter, exchange_addresses, follow_party  # noqa: F401
        from extranet.services.publishing import logo  # noqa: F401 - writes what is brought
        from extranet.shell import register

        register()
        kinds_of_data.register()
        held_on_person.register()
