"""The back office's menu: each room adds its own items when it starts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.models import User

#: Order and French labels of the modules, as screens.md lays them out.
MODULES: tuple[str, ...] = (
    "dashboard",
    "draft",
    "counter",
    "bank",
    "accounts",
    "entries",
    "debits",
    "kiosk",
    "extranet",
    "settings",
)


@dataclass(frozen=True)
class MenuItem:
    """One link of a module. ``waiting`` counts what waits for this user; it must be cheap."""

    module: str
    label: str
    url_name: str
    icon: str
    right: str = ""
    waiting: Callable[[User], int] | None = field(default=None, compare=False)


_items: list[MenuItem] = []


def register(item: MenuItem) -> None:
    """Add a link to the menu. Raises ValueError for an unknown module."""
    if item.module not in MODULES:
        raise ValueError(f"Unknown module {item.module}")
    if item not in _items:
        _items.append(item)


def items_for(user: User) -> list[MenuItem]:
    """The links that this user may follow, in the order of the modules."""
    allowed = [item for item in _items if not item.right or user.has_perm(item.right)]
    return sorted(allowed, key=lambda item: MODULES.index(item.module))
