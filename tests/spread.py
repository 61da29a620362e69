"""Which tests of a run stay together on one of its workers."""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

#: Rooms of tests whose modules make what is costly once: the demo, an office of every row.
BY_FILE = {"demo", "rights"}


def company_of(nodeid: str) -> str:
    """The name of the company that a test keeps, which one worker runs whole.

    Tests of real processes share the installation that one of them started; those that drive a
    browser against rows of their own go by file, and so do those who share rows that are costly to
    make. Every other test goes alone.
    """
    path = PurePosixPath(nodeid.partition("::")[0])
    room = path.parts[1] if len(path.parts) > 1 else ""
    if room in {"browser", "workers"}:
        return room
    return str(path) if path.parent.name == "browser" or room in BY_FILE else nodeid


class ByCompany(LoadScopeScheduling):  # type: ignore[misc]
    """Hands each company to a worker, the most numerous first."""

    def _split_scope(self, nodeid: str) -> str:
        return company_of(nodeid)
