"""What depends on a day is tried at the four clocks where days go wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.clocks import PARIS, clocks
from tests.house import dated


def test_each_service_that_depends_on_a_day_has_a_dated_test() -> None:
    missing = dated.services_that_depend_on_a_day() - dated.services_tried_at_four_clocks()
    advice = "mark a test of each with @pytest.mark.dated (or dated('its.module'), where the test "
    advice += "reaches it through a page or a task):\n"
    assert not missing, advice + "\n".join(sorted(missing))


def test_no_marker_names_a_service_that_is_gone() -> None:
    gone = [
        f"{path.name}: {name}"
        for path in (dated.ROOT / "tests").rglob("test_*.py")
        for name in dated.named_by_markers(path)
        if not dated.ROOT.joinpath(*name.split(".")).with_suffix(".py").exists()
    ]
    assert not gone, "\n".join(gone)


def test_a_test_counts_only_where_it_is_marked(tmp_path: Path) -> None:
    file = tmp_path / "test_x.py"
    file.write_text(
        "import pytest\nfrom sepa.requests.services import mail_client\n"
        "from sepa.collections.services.announce_paper_debits import tell\n"
        "@pytest.mark.dated('sepa.requests.services.tell_platform')\n"
        "def test_a():\n    mail_client.send()\n"
        "def test_b():\n    tell()\n"
    )
    assert dated.tried_by(file) == {
        "test_a": {
            "sepa.requests.services",
            "sepa.requests.services.mail_client",
            "sepa.requests.services.tell_platform",
        }
    }


def test_the_four_clocks() -> None:
    told = {
        name: moment.astimezone(PARIS).isoformat(timespec="minutes")
        for name, moment in clocks(datetime(2026, 11, 26, tzinfo=UTC)).items()
    }
    assert told == {
        "new-year": "2027-01-01T00:10+01:00",
        "year-end": "2026-12-31T23:30+01:00",
        "hour-missing": "2027-03-28T03:30+02:00",
        "hour-told-twice": "2026-10-25T02:30+01:00",
    }
