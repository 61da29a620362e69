"""What this room brings: the audit trail's kind of data, and what listens from the start."""

from django.utils.translation import gettext_lazy as _

# Listens to each connection to PostgreSQL that is opened.
from core.database import connections  # noqa: F401
from core.database.retention import KINDS, ON_BOOKS, Kind

# A check before every command, and rows written once the tables are there.
from core.database.services import canary  # noqa: F401

KINDS.add(
    Kind(
        "audit",
        _("Piste d’audit"),
        _("Qui a fait quoi, quand, depuis quelle adresse IP"),
        ON_BOOKS,
        _("Avec les livres ; scellée, jamais effacée par le logiciel"),
        order=20,
    )
)
