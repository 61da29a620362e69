"""The entity one works in: chosen in the top bar, kept in the session, provided by the ledger."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from core.database.portfolio import in_force
from core.house.registry import Registry
from core.people.models import User

SESSION_KEY = "entity"
_LABEL_KEY = "entity_label"


@dataclass(frozen=True)
class EntityChoice:
    code: str
    label: str


Provider = Callable[[User], list[EntityChoice]]
#: Which entities a user may work in: the ledger knows.
PROVIDERS: Registry[str, Provider] = Registry.of_functions("provider of entities")


def choices_for(user: User) -> list[EntityChoice]:
    return [choice for provider in PROVIDERS for choice in provider(user)]


def is_available() -> bool:
    return len(PROVIDERS) > 0


def current(request: HttpRequest) -> EntityChoice | None:
    """The chosen entity; None for all of them, and once it is withdrawn from the user."""
    code = request.session.get(SESSION_KEY, "")
    if not code:
        return None
    if not in_force().is_whole:
        return next((each for each in choices_for(request.user) if each.code == code), None)  # type: ignore[arg-type]
    return EntityChoice(code, request.session.get(_LABEL_KEY, code))


def choose(request: HttpRequest, code: str) -> bool:
    """Work in one entity (empty code: in all). False, and nothing changes, for an unknown one."""
    choice = next((each for each in choices_for(request.user) if each.code == code), None)  # type: ignore[arg-type]
    if code and choice is None:
        return False
    request.session[SESSION_KEY] = code
    request.session[_LABEL_KEY] = choice.label if choice else ""
    return True
