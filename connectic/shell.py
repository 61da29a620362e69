"""What this room adds to the back office: menu, Store, services of the night, journals."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from connectic.enums import AsideState
from connectic.models import AsideLine
from connectic.selectors.settings import PRODUCT
from connectic.services import scanning, sending
from connectic.services.taking_in import take_in
from core import actions, navigation, subscriptions
from core.exchange import consumers
from core.models import User
from core.services import schedule
from ledger import receipt_channels

SEE, RUN = "connectic.see_kiosk", "connectic.run_kiosk"

_ACTIONS = {
    "kiosk.send_balances": _("Soldes envoyés à l’automate"),
    "kiosk.take_in": _("Paiements de l’automate lus"),
    "kiosk.upload": _("Fichier de l’automate importé à la main"),
    "kiosk.take_aside": _("Ligne reprise au brouillard"),
    "kiosk.set_down": _("Ligne classée sans suite"),
    "kiosk.configure": _("Réglages de l’automate modifiés"),
}


def _aside_count(_user: User, _entity: str) -> int:
    return AsideLine.objects.filter(state=AsideState.WAITING).count()


def register() -> None:
    """Tell the rooms below of all of it; called once, when the application starts."""
    for code, label in (
        ("kiosk.cash", _("Automate, espèces")),
        ("kiosk.card", _("Automate, carte")),
        ("kiosk.cheque", _("Automate, chèque")),
    ):
        receipt_channels.register(code, label)
    actions.register(_ACTIONS)
    consumers.register(scanning.KIND, label=_("Paiements de l’automate"), run=take_in)
    subscriptions.register(
        subscriptions.Product(
            PRODUCT,
            "Connectic",
            _(
                "Un automate de paiement à l’agence : chaque nuit, les soldes des clients lui "
                "sont envoyés et leurs paiements arrivent au brouillard, canal « Autres »."
            ),
            "device-desktop",
            "connectic:settings",
        )
    )
    _register_nights()
    for label, url_name, icon, right, waiting in (
        (_("Journées de l’automate"), "connectic:nights", "calendar-stats", SEE, None),
        (_("Lignes mises de côté"), "connectic:aside", "arrows-split", SEE, _aside_count),
        (_("Réglages"), "connectic:settings", "settings", "core.manage_settings", None),
    ):
        navigation.register(
            navigation.MenuItem("kiosk", label, url_name, icon, right, waiting, PRODUCT)
        )


def _register_nights() -> None:
    schedule.register(
        code="kiosk.receipts",
        label=_("Relever les paiements de l’automate"),
        run=scanning.scan_nightly,
        default_times=["01:00"],
        at_sign_in=True,
        time_limit=timedelta(minutes=10),
    )
    # After the debits and the kiosk's own payments are in: what is under way is not asked twice.
    schedule.register(
        code="kiosk.balances",
        label=_("Envoyer les soldes à l’automate"),
        run=sending.send_nightly,
        default_times=["02:00"],
        time_limit=timedelta(minutes=10),
        after=("sepa.fetch", "kiosk.receipts"),
    )
