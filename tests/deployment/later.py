"""What comes over an installation later on: stops, a restore, other keys, upgrades."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from core.database.secrets import new_key
from tests.deployment.release import Release, run
from tests.deployment.scene import Scene


def each_stopped_and_started(scene: Scene) -> None:
    """Each service is stopped and started by itself, and the rest goes on"""
    office = scene.office
    office.restart()
    assert office.is_ready("backoffice")


def restored(scene: Scene) -> None:
    """A backup comes back in an empty installation, archive and anchors included"""
    office = scene.office
    office.stop()
    dump = scene.work / "office.dump"
    run(["pg_dump", "--format=custom", f"--file={dump}", f"--dbname={office.owner}"])
    kept = scene.work / "kept"
    run(["cp", "-a", office.data, kept])
    office.make_database()
    run(["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={office.owner}", dump])
    for folder in ("archive", "anchors", "media"):
        if (office.data / folder).is_dir():
            shutil.rmtree(office.data / folder)
    refused = office.manage("verify_books", fails=True)
    assert "archive" in refused.lower(), refused
    run(["cp", "-a", f"{kept}/.", office.data])
    office.manage("verify_books")
    office.start("backoffice", "worker", "beat")


def keys_changed(scene: Scene) -> None:
    """The keys are changed, nothing is left on the old one, and it is taken out"""
    office = scene.office
    assert "LSC_ENCRYPTION_KEYS" in office.manage("rotate_keys", fails=True)
    old = office.secrets["LSC_ENCRYPTION_KEYS"]
    new = new_key()
    office.secrets["LSC_ENCRYPTION_KEYS"] = f"{new},{old}"
    office.stop()
    office.start("backoffice", "worker", "beat")
    office.manage("rotate_keys")
    office.secrets["LSC_ENCRYPTION_KEYS"] = new
    office.stop()
    office.start("backoffice", "worker", "beat")
    office.manage("verify_books")


_MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core_people", "{last}")]
    operations = [migrations.RunSQL("{forwards}", "{backwards}")]
"""


def _next(release: Release, folder: Path, *, forwards: str, backwards: str = "") -> Release:
    """The release that follows, in ``folder``, with one more migration of the core."""
    shutil.copytree(release.folder, folder, symlinks=True)
    migrations = folder / "core" / "people" / "migrations"
    last = max(each.stem for each in migrations.glob("[0-9]*.py"))
    text = _MIGRATION.format(last=last, forwards=forwards, backwards=backwards)
    (migrations / "9999_next.py").write_text(text)
    return Release(folder, release.environment)


def upgrade_refused(scene: Scene) -> None:
    """An upgrade whose migration fails changes nothing, and the version that worked goes on"""
    office, worked = scene.office, scene.release
    office.release = _next(worked, scene.work / "broken", forwards="SELECT 1 / 0")
    told = office.manage("migrate_safely", owner=True, fails=True)
    assert "division by zero" in told, told
    office.release = worked
    assert all(each.poll() is None for each in office.processes.values()), office.logs()
    assert office.is_ready("backoffice")
    office.manage("migrate", "--check", owner=True)


def upgraded_and_back(scene: Scene) -> None:
    """An upgrade migrates first, then each service is replaced; and the way back is as short"""
    office, worked = scene.office, scene.release
    table = "core_of_the_next_release"
    newer = _next(
        worked,
        scene.work / "newer",
        forwards=f"CREATE TABLE {table} (id integer)",
        backwards=f"DROP TABLE {table}",
    )
    last = max(
        each.stem for each in (worked.folder / "core" / "people" / "migrations").glob("[0-9]*.py")
    )
    office.release = newer
    office.migrate()
    office.restart()
    assert office.query(f"SELECT to_regclass('{table}')::text") == [(table,)]
    office.manage("migrate", "core_people", last, "--verbosity=0", owner=True)
    office.release = worked
    office.restart()
    office.manage("verify_books")


ALL: tuple[Callable[[Scene], None], ...] = (
    each_stopped_and_started,
    restored,
    keys_changed,
    upgrade_refused,
    upgraded_and_back,
)
