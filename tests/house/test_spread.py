"""Over two workers, what shares an installation is not built twice."""

from __future__ import annotations

import pytest

from tests.spread import company_of


def test_both_sites_are_built_by_one_worker() -> None:
    lists, pages = "tests/browser/test_lists.py::one", "tests/browser/test_pages.py::two[dark]"
    assert company_of(lists) == company_of(pages)


def test_the_real_workers_are_started_by_one_worker() -> None:
    nights, beat = "tests/workers/test_kiosk_nights.py::a", "tests/workers/test_worker_and_beat.py"
    assert company_of(nights) == company_of(f"{beat}::b") != company_of("tests/browser/t.py::c")


def test_a_browser_of_its_own_rows_goes_by_file() -> None:
    draft, held = "tests/receipts/browser/test_draft.py", "tests/receipts/browser/test_held.py"
    assert company_of(f"{draft}::a") == company_of(f"{draft}::b") != company_of(f"{held}::a")


@pytest.mark.parametrize("room", ["demo", "rights"])
def test_what_is_costly_to_make_is_made_by_one_worker(room: str) -> None:
    assert company_of(f"tests/{room}/test_a.py::one") == company_of(f"tests/{room}/test_a.py::two")


def test_other_tests_go_alone() -> None:
    assert company_of("tests/core/test_a.py::one") != company_of("tests/core/test_a.py::two")


def test_a_run_spreads_its_tests_so(pytestconfig: pytest.Config) -> None:
    """By the scheduler that xdist asks for, whatever its own option says."""
    hook = pytestconfig.hook.pytest_xdist_make_scheduler
    # The last registered is asked first.
    assert hook.get_hookimpls()[-1].plugin_name.endswith("tests/conftest.py")
