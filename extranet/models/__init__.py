from extranet.models.access import ClientAccess
from extranet.models.address import AddressChange
from extranet.models.publication import (
    ExtranetSettings,
    Publication,
    PublicationChunk,
    PublishedAccount,
    PublishedIban,
    PublishedLine,
    PublishedRequest,
    PublishedWaiting,
    SentAccount,
)

__all__ = [
    "AddressChange",
    "ClientAccess",
    "ExtranetSettings",
    "Publication",
    "PublicationChunk",
    "PublishedAccount",
    "PublishedIban",
    "PublishedLine",
    "PublishedRequest",
    "PublishedWaiting",
    "SentAccount",
]
