"""Partner products (*Le Store*): each room brings its own; the agency subscribes to them."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models.signals import post_delete, post_save

from core.house.registry import Registry
from core.people.models import Subscription

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SECONDS = 30.0
_active: tuple[float, frozenset[str]] | None = None


@dataclass(frozen=True)
class Product:
    """``gives`` says in a sentence what the agency gets; ``url_name`` is where it is set up."""

    code: str
    label: "StrOrPromise"
    gives: "StrOrPromise"
    icon: str
    url_name: str


PRODUCTS: Registry[str, Product] = Registry("product", key=lambda product: product.code)


def products() -> list[Product]:
    """What the Store offers, by label."""
    return sorted(PRODUCTS, key=lambda product: str(product.label))


def product_of(code: str) -> Product | None:
    return PRODUCTS.find(code)


def is_subscribed(code: str) -> bool:
    """Whether the agency has bought the product, as of now: what is refused asks this."""
    return Subscription.objects.filter(product=code, active=True).exists()


def is_on_the_menu(code: str) -> bool:
    """The same as of half a minute ago at most, without a statement on every page."""
    global _active  # noqa: PLW0603
    if _active is None or _active[0] < time.monotonic():
        codes = Subscription.objects.filter(active=True).values_list("product", flat=True)
        _active = (time.monotonic() + _SECONDS, frozenset(codes))
    return code in _active[1]


def forget_subscriptions(**_kwargs: Any) -> None:
    """Read the subscriptions afresh next time."""
    global _active  # noqa: PLW0603
    _active = None


post_save.connect(forget_subscriptions, sender=Subscription)
post_delete.connect(forget_subscriptions, sender=Subscription)
