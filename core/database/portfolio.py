"""A user's portfolio: the entities they work on, kept around everything that is read for them.

Every model that hangs on an entity is an ``EntityBound``, whose manager reads within the
portfolio in force. A request, and a job that somebody asked for, run within their user's; what
nobody asked for (the night, the kiosk, the clients' site) within the whole agency. So a selector
cannot forget to ask, and who works on everything pays no condition for it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from core.database.lookups import among
from core.house.registry import Registry
from core.text.errors import BusinessError

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from core.people.models import User

M = TypeVar("M", bound=models.Model)


class OutsidePortfolioError(BusinessError):
    """An act on what belongs to an entity that its author does not work on."""


@dataclass(frozen=True)
class Portfolio:
    """``entities``: primary keys of entities; None for all of them, those to come included."""

    entities: frozenset[int] | None = None
    #: Whose it is: what belongs to no entity yet is seen by who works on it.
    holder_id: int | None = None

    @property
    def is_whole(self) -> bool:
        return self.entities is None

    def holds(self, entity_ids: Iterable[int]) -> bool:
        """Whether every one of these entities is in it."""
        return self.entities is None or self.entities.issuperset(entity_ids)

    def covers(self, entity_ids: Iterable[int] | None) -> bool:
        """Whether what tells of these entities (None: of the agency as a whole) may be read."""
        return self.is_whole if entity_ids is None else self.holds(entity_ids)


WHOLE = Portfolio()

_in_force: ContextVar[Portfolio] = ContextVar("lsc_portfolio", default=WHOLE)
#: Reads which entities a user works on; the ledger's, which knows what an entity is.
READERS: Registry[str, Callable[["User"], frozenset[int]]] = Registry.of_functions(
    "reader of portfolios"
)


def in_force() -> Portfolio:
    """The portfolio within which the running code reads."""
    return _in_force.get()


def works_on_all(user: "User") -> bool:
    """Whether a user's portfolio is the whole agency: told by the user alone, nothing is read."""
    return user.is_superuser or user.is_client or user.every_entity


def portfolio_of(user: "User | AnonymousUser | None") -> Portfolio:
    """The portfolio of a user; the whole agency for the software itself, for administrators, and
    for clients, whose site shows what was published to them and reads no books."""
    if user is None or not user.is_authenticated or works_on_all(user):
        return WHOLE
    return Portfolio(frozenset().union(*(read(user) for read in READERS)), user.pk)


@contextmanager
def within(portfolio: Portfolio) -> Iterator[None]:
    token = _in_force.set(portfolio)
    try:
        yield
    finally:
        _in_force.reset(token)


def for_the_agency() -> "Any":
    """Read everything, whoever asked: for what the agency does as a whole, such as its nights."""
    return within(WHOLE)


def kept_within(portfolio: Portfolio, parts: Iterable[Any]) -> Iterator[Any]:
    """The parts of an answer that streams, each made within ``portfolio``."""
    making = iter(parts)
    while True:
        with within(portfolio):
            try:
                part = next(making)
            except StopIteration:
                return
        yield part


class PortfolioQuerySet(models.QuerySet[M]):
    """Rows within a portfolio. ``all()`` asks again: a form's choices are made at start-up."""

    _portfolio: Portfolio = WHOLE

    def visible(self) -> "PortfolioQuerySet[M]":
        """These rows, within the portfolio in force."""
        portfolio, model = in_force(), self.model
        if portfolio == self._portfolio or portfolio.is_whole or self.query.is_sliced:
            return self
        assert issubclass(model, EntityBound)  # noqa: S101 - its manager makes these
        rows = self.filter(model.bound_to(portfolio))
        rows._portfolio = portfolio
        return rows

    def all(self) -> "PortfolioQuerySet[M]":
        return super().all().visible()

    def _clone(self) -> "PortfolioQuerySet[M]":
        clone: PortfolioQuerySet[M] = super()._clone()  # type: ignore[misc]
        clone._portfolio = self._portfolio
        return clone


class PortfolioManager(models.Manager[M]):
    """Reads within the portfolio in force."""

    def get_queryset(self) -> PortfolioQuerySet[M]:
        return PortfolioQuerySet[M](self.model, using=self._db).visible()


class EntityBound(models.Model):
    """What belongs to an entity's books, or hangs on something that does."""

    #: ``pk`` for the entity itself; else the key that leads to it, or to what is bound to it.
    bound_by: ClassVar[str] = "entity"

    objects = PortfolioManager()
    #: Whatever the portfolio: a test lists every use, with its reason.
    everywhere = models.Manager()

    class Meta:
        abstract = True

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        """The rows within ``portfolio``, as a condition that joins no table."""
        if portfolio.entities is None:
            return Q()
        if cls.bound_by == "pk":
            return among("pk", portfolio.entities)
        parent: Any = cls._meta.get_field(cls.bound_by).related_model
        if parent.bound_by == "pk":
            return among(cls.bound_by, portfolio.entities)
        rows = parent.everywhere.filter(parent.bound_to(portfolio)).order_by()
        return Q(**{f"{cls.bound_by}__in": rows.values("pk")})


class OfTheWholeAgency(EntityBound):
    """What mixes entities, and tells of all: only who works on every one of them sees it."""

    class Meta:
        abstract = True

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        return Q() if portfolio.is_whole else Q(pk__in=[])


def bound_models() -> list[type[EntityBound]]:
    """Every model that hangs on an entity."""
    return [model for model in apps.get_models() if issubclass(model, EntityBound)]


def check_act(user: "User | None", model: type[models.Model], keys: Iterable[Any]) -> None:
    """Refuse an act of ``user`` on rows of ``model`` of which one is outside their portfolio.

    Raises OutsidePortfolioError. Reads nothing for who works on every entity.
    """
    portfolio = portfolio_of(user)
    if portfolio.is_whole or not issubclass(model, EntityBound):
        return
    # What is no longer there was found within the portfolio by whoever took it away.
    rows = model.everywhere.filter(among("pk", {int(key) for key in keys})).order_by()
    inside = rows.filter(model.bound_to(portfolio)).values("pk")
    if rows.exclude(pk__in=inside).exists():
        raise OutsidePortfolioError(
            _("Cela concerne une entité sur laquelle vous ne travaillez pas : rien n’a été fait.")
        )


def check_act_on_all(user: "User | None", rows: models.QuerySet[Any]) -> int:
    """Refuse an act on all of ``rows`` where one is outside the portfolio; how many they are."""
    keys = list(rows.values_list("pk", flat=True))
    check_act(user, rows.model, keys)
    return len(keys)
