"""The back office's menu: each room adds its own items when it starts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core import access
from core.models import User
from core.subscriptions import is_on_the_menu

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: The modules in their order, with their French labels and icons, as screens.md lays them out.
_FACES = {
    "dashboard": (_("Tableau de bord"), "layout-dashboard"),
    "draft": (_("Brouillard"), "inbox"),
    "counter": (_("Guichet"), "cash-register"),
    "bank": (_("Banque"), "building-bank"),
    "accounts": (_("Comptes"), "address-book"),
    "entries": (_("Écritures"), "book-2"),
    "debits": (_("Prélèvements"), "transfer-out"),
    "kiosk": (_("Automate"), "device-desktop"),
    "extranet": (_("Extranet"), "world"),
    "settings": (_("Paramètres"), "settings"),
}
MODULES: tuple[str, ...] = tuple(_FACES)


@dataclass(frozen=True)
class MenuItem:
    """One link of a module. ``waiting`` counts what waits for this user in the entity of this code
    (empty: in all); it must be cheap. What is of no one entity counts the same for each.

    ``product`` is that of the Store without which the link is not shown.
    """

    module: str
    label: "StrOrPromise"
    url_name: str
    icon: str
    right: str = ""
    waiting: Callable[[User, str], int] | None = field(default=None, compare=False)
    product: str = ""

    @property
    def key(self) -> str:
        """An identifier for the page's own use."""
        return self.url_name.replace(":", "-")


_items: list[MenuItem] = []


def register(item: MenuItem) -> None:
    """Add a link to the menu. Raises ValueError for an unknown module."""
    if item.module not in MODULES:
        raise ValueError(f"Unknown module {item.module}")
    if item not in _items:
        _items.append(item)


def items_for(user: User) -> list[MenuItem]:
    """The links that this user may follow, in the order of the modules."""
    allowed = [
        item
        for item in _items
        if access.may_follow(user, item.url_name, item.right)
        and (not item.product or is_on_the_menu(item.product))
    ]
    return sorted(allowed, key=lambda item: MODULES.index(item.module))


def module_face(module: str) -> tuple[str, str]:
    """French label and icon of a module."""
    label, icon = _FACES[module]
    return str(label), icon
