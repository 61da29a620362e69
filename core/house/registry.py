"""What rooms bring to the house, one typed registry for each kind of thing."""

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class AlreadyBroughtError(Exception):
    """Two rooms bring something under one name."""


class UnknownError(KeyError):
    """No room of this installation brought anything under that name."""


class Registry(Generic[K, V]):
    """Things of one kind, under the name that ``key`` reads from each: by their ``order``, smallest
    first, then in the order in which they came.

    A room fills it from its ``room.py``, once, when the application starts. Nothing is taken
    out again.
    """

    #: All registries of the house, by their kind.
    all: "dict[str, Registry[Hashable, object]]" = {}

    def __init__(
        self, kind: str, *, key: Callable[[V], K], order: Callable[[V], int] = lambda _thing: 0
    ) -> None:
        self.kind, self._key, self._order = kind, key, order
        self._brought: dict[K, V] = {}
        Registry.all[kind] = self  # type: ignore[assignment]

    def add(self, *things: V) -> None:
        """Bring things. Raises AlreadyBroughtError where a name is taken by another."""
        for thing in things:
            name = self._key(thing)
            if self._brought.setdefault(name, thing) is not thing:
                raise AlreadyBroughtError(f"{self.kind} {name!r} is there already")

    @classmethod
    def of_functions(cls, kind: str) -> "Registry[str, V]":
        """Functions, each under its full name: brought twice, it is called once."""
        return Registry(kind, key=full_name)

    def get(self, name: K) -> V:
        """What is brought under a name. Raises UnknownError."""
        try:
            return self._brought[name]
        except KeyError:
            raise UnknownError(f"no {self.kind} {name!r}") from None

    def find(self, name: K) -> V | None:
        """What is brought under a name, or None."""
        return self._brought.get(name)

    def names(self) -> list[K]:
        return list(self._brought)

    def __iter__(self) -> Iterator[V]:
        return iter(sorted(self._brought.values(), key=self._order))

    def __len__(self) -> int:
        return len(self._brought)

    def __contains__(self, name: object) -> bool:
        return name in self._brought


def full_name(function: object) -> str:
    """A function by its module and its name there."""
    return f"{function.__module__}.{getattr(function, '__qualname__', function)}"
