from sepa.models.collection import Collection, CollectionTransaction
from sepa.models.mandate import Mandate
from sepa.models.request import OneOffRequest, RequestStep

__all__ = ["Collection", "CollectionTransaction", "Mandate", "OneOffRequest", "RequestStep"]
