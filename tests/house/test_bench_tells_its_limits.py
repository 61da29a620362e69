"""The bench ends with what is above its limit, by name and figure."""

from __future__ import annotations

from io import StringIO

from lsc.bench import Measure
from lsc.bench.timing import figure
from lsc.management.commands.bench import Command


def measure(name: str, *, took: float) -> Measure:
    return Measure(
        name, lambda _size: figure(0.1), lambda _size: figure(took), limit=2, sizes=(10,), repeat=1
    )


def test_what_is_above_its_limit_is_named_beside_it() -> None:
    written = StringIO()
    command = Command(stdout=written, no_color=True)
    above = command._run([measure("lent", took=0.3), measure("vif", took=0.2)])
    assert above == ["lent, N = 10\u00a0: 3.00 > 2"]
    rows = {line.split()[0]: line for line in written.getvalue().splitlines()[2:]}
    assert rows["lent"].endswith("!")
    assert not rows["vif"].endswith("!")
    assert "2.0" in rows["vif"]
