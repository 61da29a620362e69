from extranet.models.access import ClientAccess
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
