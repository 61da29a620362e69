from extranet.publication.models.access import ClientAccess
from extranet.publication.models.address_change import AddressChange
from extranet.publication.models.publication import (
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
