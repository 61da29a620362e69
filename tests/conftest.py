"""What every test may use, and what protects tests from each other and from the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings as django_settings
from django.core.signals import setting_changed
from django.db import connection
from django.test.signals import root_urlconf_changed
from django.urls import set_urlconf
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import clocks
from tests.budget import Budget
from tests.chromium import chromium
from tests.migrated import migrated_database
from tests.undefined import UndefinedVariable

__all__ = ["chromium"]
#: Tells two runs on one server apart. Set LSC_TEST_RUN with --reuse-db to keep a database.
RUN = (
    os.environ.get("LSC_TEST_RUN")
    or os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:8]
    or str(os.getpid())
)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


def _on_sqlite() -> bool:
    return str(django_settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def pytest_addoption(parser: pytest.Parser) -> None:
    clocks.add_options(parser)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    clocks.at_each_clock(metafunc)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    return (yield from clocks.moved(item))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Budget(), "budget")
    # An undefined variable fails the test, but only in our templates: allauth, DRF and Django
    # print some on purpose. See tests/undefined.py.
    options: dict[str, Any] = cast("Any", django_settings.TEMPLATES[0])["OPTIONS"]
    options["string_if_invalid"] = UndefinedVariable()
    # Argon2 is slow by design, and no test is about its strength.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A deadline would measure the machine; speed is the bench's business.
    hypothesis_settings.register_profile(
        "lsc", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    hypothesis_settings.load_profile("lsc")
    # Else every test client walks all static files, and misses the folder of collected ones.
    django_settings.WHITENOISE_AUTOREFRESH = True
    _keep_what_urls_resolve_to()
    _use_own_cache(django_settings.CACHES["default"])
    if not _on_sqlite():
        _let_tests_empty_tables()


def _keep_what_urls_resolve_to() -> None:
    """Each site keeps its resolver under its own name: to serve the other one forgets nothing."""
    setting_changed.disconnect(root_urlconf_changed)
    setting_changed.connect(_forget_the_site_of_the_last_request)


def _forget_the_site_of_the_last_request(*, setting: str, **_more: Any) -> None:
    if setting == "ROOT_URLCONF":
        set_urlconf(None)


def _let_tests_empty_tables() -> None:
    """Tests that commit are followed by TRUNCATE, which the guarded tables refuse."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    sql_flush = DatabaseOperations.sql_flush

    def unguarded(self: Any, *args: Any, **options: Any) -> list[str]:
        statements = sql_flush(self, *args, **options)
        return ["SET LOCAL session_replication_role = replica", *statements]

    DatabaseOperations.sql_flush = unguarded  # type: ignore[method-assign]


def _use_own_cache(cache: dict[str, Any]) -> None:
    """A prefix is not enough: clearing the cache empties the worker's whole Redis database."""
    cache["KEY_PREFIX"] = f"test-{RUN}-{WORKER}"
    if cache["LOCATION"].startswith("redis:"):
        server = cache["LOCATION"].rpartition("/")[0]
        # 0 is the broker's; from 10 on are those of the installations that tests start.
        number = int(WORKER.removeprefix("gw")) % 8 + 1 if WORKER.startswith("gw") else 9
        cache["LOCATION"] = f"{server}/{number}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.spread import ByCompany

    return ByCompany(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """SQLite's tests run on SQLite."""
    if _on_sqlite():
        return
    set_aside = [item for item in items if item.get_closest_marker("sqlite")]
    if set_aside:
        config.hook.pytest_deselected(items=set_aside)
        items[:] = [item for item in items if item not in set_aside]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """One test database per run and per worker, so that runs share a server without collision."""
    if _on_sqlite():
        return
    database = django_settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{RUN}_{WORKER}"
    database["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A browser's last request may outlive its test, and keep the database from being dropped."""
    yield
    if not _on_sqlite():
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Archived and uploaded files go to the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ARCHIVE_DIR = tmp_path / "archive"
    settings.EXCHANGE_ROOTS = [tmp_path.parent.parent]
    # Servers of tests live here.
    settings.PRIVATE_HOSTS = ["127.0.0.1", "::1", "localhost"]
    settings.ANCHOR_FILE = tmp_path / "anchors.log"


@pytest.fixture(autouse=True)
def no_language_of_another_test() -> None:
    """A request leaves its reader's language behind it, for the answers that stream."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def no_page_looks_after_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run lasts long enough for a page to find a worker silent, and mail it to somebody."""
    monkeypatch.setattr("core.watch.services.watch._now_and_then.is_time", lambda: False)


@pytest.fixture(autouse=True)
def no_memory_of_the_agency() -> None:
    """The agency is remembered for half a minute; a test that rolls back takes it away sooner."""
    from core.people.selectors.agency import forget_agency

    forget_agency()


@pytest.fixture(autouse=True)
def no_memory_of_subscriptions() -> None:
    """Nor are the products that another test subscribed to."""
    from core.people.subscriptions import forget_subscriptions

    forget_subscriptions()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree."""
    return Path(__file__).resolve().parent.parent
