"""What the steps of a deployment share."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from lsc.demo.visitor import Visitor
from tests.deployment.certificates import Authority
from tests.deployment.installation import Installation
from tests.deployment.release import Release


class Shared(Protocol):
    def logs(self) -> str: ...


S = TypeVar("S", bound=Shared)


def live(steps: Iterable[Callable[[S], None]], shared: S) -> None:
    """Take the steps in order, telling each with its seconds; the logs too where one fails."""
    for step in steps:
        begun = time.monotonic()
        try:
            step(shared)
        except Exception:
            print(shared.logs(), file=sys.stderr)
            raise
        says = (step.__doc__ or "").splitlines()[0]
        print(f"ok {time.monotonic() - begun:5.1f} s  {says}", flush=True)


@dataclass
class Scene:
    """What the steps share."""

    work: Path
    release: Release = field(init=False)
    authority: Authority = field(init=False)
    office: Installation = field(init=False)
    front: Installation = field(init=False)
    admin: Visitor = field(init=False)
    #: The sign-in that the agency gives to a client: name, first password.
    client: tuple[str, ...] = ()
    installations: list[Installation] = field(default_factory=list)

    def installation(self, name: str, number: int, **options: object) -> Installation:
        made = Installation(name, self.work, self.release, self.authority, number, **options)  # type: ignore[arg-type]
        self.installations.append(made)
        made.make_database()
        return made

    def logs(self) -> str:
        """The end of what each process wrote."""
        return "\n".join(each.logs() for each in self.installations)

    def stop(self) -> None:
        """Whatever still runs."""
        for each in self.installations:
            each.stop()
