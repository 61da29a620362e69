"""What the agency chose of the kiosk."""

from django.utils.translation import gettext as _

from connectic.models import KioskSettings
from core.files.models import ExchangeFolder
from core.people.subscriptions import is_subscribed as _is_subscribed
from core.text.errors import BusinessError

PRODUCT = "connectic"


def is_subscribed() -> bool:
    """Whether the agency has bought the kiosk."""
    return _is_subscribed(PRODUCT)


def require_subscription() -> None:
    """Raises BusinessError, saying what to do, where the agency has not bought the kiosk."""
    if not is_subscribed():
        raise BusinessError(
            _("Connectic n’est pas souscrit : un administrateur peut le faire au Store.")
        )


def kiosk_settings() -> KioskSettings:
    """The one row of settings, made at first use."""
    return KioskSettings.objects.get_or_create(pk=1)[0]


def balances_folder() -> ExchangeFolder:
    """Where balances are left. Raises BusinessError where nobody has chosen it yet."""
    return _chosen(kiosk_settings().balances_folder)


def payments_folder() -> ExchangeFolder:
    """Where payments are found. Raises BusinessError where nobody has chosen it yet."""
    return _chosen(kiosk_settings().payments_folder)


def _chosen(folder: ExchangeFolder | None) -> ExchangeFolder:
    if folder is None:
        raise BusinessError(
            _("Aucun dossier d’échange n’est choisi pour l’automate : voyez ses réglages.")
        )
    return folder
