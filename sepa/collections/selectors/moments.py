"""The moments of a file's life."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sepa.collections.models import Collection


def collection_moments(collection: Collection) -> list[tuple[Any, datetime | None, str]]:
    """Label, instant and detail of the moments of a file; without instant, what is to come."""
    moments: list[tuple[Any, datetime | None, str]] = [
        (gettext_lazy("Dans un fichier pour la banque"), collection.created_at, "")
    ]
    if collection.cancelled_at:
        return [*moments, (gettext_lazy("Fichier annulé"), collection.cancelled_at, "")]
    day = _("prélèvement le %(day)s") % {"day": f"{collection.collection_date:%d/%m/%Y}"}
    return [
        *moments,
        (gettext_lazy("Fichier transmis à la banque"), collection.sent_at, _("à transmettre")),
        (gettext_lazy("Réglé"), collection.settled_at, day),
    ]


def collection_steps(collection: Collection) -> list[dict[str, Any]]:
    """The same, as the file's page shows them."""
    return [
        {"label": label, "at": at, "detail": detail}
        for label, at, detail in collection_moments(collection)
    ]
