from extranet.models.access import ClientAccess
from extranet.models.publication import (
    ExtranetSettings,
    Publication,
    PublicationChunk,
    PublishedAccount,
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
    "PublishedLine",
    "PublishedRequest",
    "PublishedWaiting",
    "SentAccount",
]
