from extranet.models.access import ClientAccess
from extranet.models.published import (
    ExtranetSettings,
    Publication,
    PublishedAccount,
    PublishedLine,
)

__all__ = [
    "ClientAccess",
    "ExtranetSettings",
    "Publication",
    "PublishedAccount",
    "PublishedLine",
]
