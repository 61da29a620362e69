from connectic.models.night import AsideLine, BalancesFile, PaymentsFile
from connectic.models.settings import KioskSettings

__all__ = [
    "AsideLine",
    "BalancesFile",
    "KioskSettings",
    "PaymentsFile",
]
