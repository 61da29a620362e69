"""The back office's menu: each room brings its own items."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.house.registry import Registry
from core.people import access
from core.people.models import User
from core.people.subscriptions import is_on_the_menu

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

    ``product`` is that of the Store without which the link is not shown; ``order`` sorts the links
    of a module, smallest first, since several rooms bring them.
    """

    module: str
    label: "StrOrPromise"
    url_name: str
    icon: str
    right: str = ""
    waiting: Callable[[User, str], int] | None = field(default=None, compare=False)
    product: str = ""
    order: int = 50

    def __post_init__(self) -> None:
        if self.module not in MODULES:
            raise ValueError(f"Unknown module {self.module}")

    @property
    def key(self) -> str:
        """An identifier for the page's own use."""
        return self.url_name.replace(":", "-")


#: The links, in the order in which rooms bring them.
MENU: Registry[str, MenuItem] = Registry("menu item", key=lambda item: item.url_name)


def items_for(user: User) -> list[MenuItem]:
    """The links that this user may follow: by module, by order, then as rooms brought them."""
    allowed = [
        item
        for item in MENU
        if access.may_follow(user, item.url_name, item.right)
        and (not item.product or is_on_the_menu(item.product))
    ]
    return sorted(allowed, key=lambda item: (MODULES.index(item.module), item.order))


def module_face(module: str) -> tuple[str, str]:
    """French label and icon of a module."""
    label, icon = _FACES[module]
    return str(label), icon
