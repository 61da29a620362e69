"""What a user wants remembered of a list: columns, and views saved by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.people.models import User
from core.screens.lists.columns import Column
from core.screens.models import UserPreference
from core.screens.services.preferences import remember
from core.text.errors import BusinessError

MAX_VIEWS = 30


@dataclass(frozen=True)
class SavedView:
    """A filtered and sorted state of a list, under a name."""

    name: str
    query: str


@dataclass
class ListPreference:
    """Names of the columns in the user's order, those hidden, and the saved views."""

    order: list[str] = field(default_factory=list)
    hidden: list[str] | None = None
    views: list[SavedView] = field(default_factory=list)

    def arrange(self, columns: Sequence[Column]) -> list[Column]:
        """All columns in the user's order; those added since come last."""
        known = {name: rank for rank, name in enumerate(self.order)}
        return sorted(columns, key=lambda column: known.get(column.name, len(known)))

    def is_shown(self, column: Column) -> bool:
        if self.hidden is None or (self.order and column.name not in self.order):
            return column.visible
        return column.name not in self.hidden


def _key(list_key: str) -> str:
    return f"list.{list_key}"


def _read(value: Any) -> ListPreference:
    return ListPreference(
        order=list(value.get("order", [])),
        hidden=value.get("hidden"),
        views=[SavedView(view["name"], view["query"]) for view in value.get("views", [])],
    )


def load(user: User, list_key: str) -> ListPreference:
    """The user's preference for this list; the list's own arrangement where there is none."""
    value = (
        UserPreference.objects.filter(user=user, key=_key(list_key)).values_list("value").first()
    )
    return _read(value[0]) if value else ListPreference()


def _save(user: User, list_key: str, preference: ListPreference) -> None:
    value = {
        "order": preference.order,
        "hidden": preference.hidden,
        "views": [{"name": view.name, "query": view.query} for view in preference.views],
    }
    remember(acting_user=user, key=_key(list_key), value=value)


@transaction.atomic
def save_columns(
    user: User, list_key: str, *, order: Iterable[str], hidden: Iterable[str], known: set[str]
) -> None:
    """Remember the order and the hidden columns; one at least stays on screen."""
    preference = load(user, list_key)
    names = [name for name in dict.fromkeys(order) if name in known]
    unseen = [name for name in dict.fromkeys(hidden) if name in known]
    if set(unseen) >= known:
        raise BusinessError(_("Gardez au moins une colonne à l’écran."))
    preference.order, preference.hidden = names, unseen
    _save(user, list_key, preference)


@transaction.atomic
def reset_columns(user: User, list_key: str) -> None:
    """Back to the list's own columns."""
    preference = load(user, list_key)
    preference.order, preference.hidden = [], None
    _save(user, list_key, preference)


@transaction.atomic
def save_view(user: User, list_key: str, *, name: str, query: str) -> None:
    """Keep the query under this name, in place of the view that had it."""
    name = " ".join(name.split())[:60]
    if not name:
        raise BusinessError(_("Donnez un nom à cette vue pour la retrouver."))
    preference = load(user, list_key)
    others = [view for view in preference.views if view.name != name]
    if len(others) >= MAX_VIEWS:
        raise BusinessError(
            _("Vous avez déjà %(count)d vues ici : supprimez-en une d’abord.")
            % {"count": MAX_VIEWS}
        )
    preference.views = [*others, SavedView(name, query[:2000])]
    _save(user, list_key, preference)


@transaction.atomic
def delete_view(user: User, list_key: str, *, name: str) -> None:
    """Forget the view of this name, if there is one."""
    preference = load(user, list_key)
    preference.views = [view for view in preference.views if view.name != name]
    _save(user, list_key, preference)
