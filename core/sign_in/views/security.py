"""The security log, for administrators."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.database.enums import SecurityKind
from core.database.logging import mask
from core.database.models import SecurityEvent
from core.people.enums import UserKind
from core.people.models import User
from core.people.rights import label_of
from core.screens.lists import Column, ListPage, state_column
from core.screens.lists.filters import DayFilter, ListFilter

_TONES = {
    SecurityKind.REFUSED: "orange",
    SecurityKind.LOCKED: "red",
    SecurityKind.FACTOR_REFUSED: "orange",
    SecurityKind.FORBIDDEN: "orange",
    SecurityKind.API_KEY_REFUSED: "orange",
}
#: Said of a datum of an event, by its name and its value.
_WORDS = {
    "by.password": gettext_lazy("par mot de passe"),
    "by.mfa": gettext_lazy("second facteur"),
    "factor.totp": gettext_lazy("application d’authentification"),
    "factor.webauthn": gettext_lazy("clé d’accès"),
    "factor.recovery_codes": gettext_lazy("codes de secours"),
    "is_administrator": gettext_lazy("administrateur"),
}
_HEADS = {"given": gettext_lazy("donnés :"), "taken": gettext_lazy("retirés :")}
_SITES = {"backoffice": gettext_lazy("Back-office"), "extranet": gettext_lazy("Extranet")}


class SecurityFilter(ListFilter):
    quoi = django_filters.ChoiceFilter(
        label=gettext_lazy("Événement"),
        field_name="kind",
        choices=SecurityKind.choices,
        empty_label=gettext_lazy("Tous"),
    )
    qui = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Collaborateur"),
        field_name="user",
        queryset=User.objects.filter(kind=UserKind.STAFF).order_by("last_name", "username"),
        empty_label=gettext_lazy("Tous"),
    )
    site = django_filters.ChoiceFilter(
        label=gettext_lazy("Site"), choices=list(_SITES.items()), empty_label=gettext_lazy("Tous")
    )
    du = DayFilter(label=gettext_lazy("Du"), field_name="at", lookup_expr="date__gte")
    au = DayFilter(label=gettext_lazy("Au"), field_name="at", lookup_expr="date__lte")


def _detail(event: SecurityEvent) -> str:
    """What is known besides, without the raw words: rights by their names, bank details masked."""
    parts = [_worded(name, value) for name, value in event.data.items()]
    return mask(" · ".join(part for part in parts if part))


def _worded(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(_WORDS.get(name, "")) if value else ""
    values = value if isinstance(value, list) else [value]
    words = [str(_WORDS.get(f"{name}.{each}") or label_of(str(each))) for each in values]
    said = ", ".join(word for word in words if word)
    return f"{_HEADS[name]} {said}" if said and name in _HEADS else said


class SecurityList(ListPage[SecurityEvent]):
    key = "core.security"
    title = gettext_lazy("Journal de sécurité")
    url_name = "core:security"
    access = "core_people.see_audit"
    search_fields = ("account", "ip_address")
    filterset_class = SecurityFilter
    default_sort = "-at"
    empty_text = gettext_lazy(
        "Rien encore : connexions, refus et droits changés paraîtront ici, et y restent un an."
    )
    columns = (
        Column("at", gettext_lazy("Quand"), kind="datetime"),
        state_column("kind", gettext_lazy("Événement"), _TONES),
        Column("account", gettext_lazy("Compte")),
        Column("person", gettext_lazy("Personne"), "user", sort="user__last_name"),
        Column("by", gettext_lazy("Par"), "acting_user", sort="acting_user__last_name"),
        Column("ip_address", gettext_lazy("Adresse IP")),
        Column("detail", gettext_lazy("Détail"), _detail, sort=None, width=34),
        Column(
            "site",
            gettext_lazy("Site"),
            lambda event: _SITES[event.site],
            sort="site",
            visible=False,
        ),
        Column("user_agent", gettext_lazy("Navigateur"), visible=False),
    )

    def queryset(self) -> QuerySet[SecurityEvent]:
        return SecurityEvent.objects.select_related("user", "acting_user")

    def row_url(self, row: SecurityEvent) -> str:
        return ""
