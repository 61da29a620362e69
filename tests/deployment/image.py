"""The same day on the real image: what ``docs/operations.md`` tells, on the engine of this machine.

Called by ``python -m tests.deployment --image``; a ``docker`` on the path and the base images that
``Dockerfile`` and ``docker-compose.yml`` name are needed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from tests.deployment import image_upgrades, steps
from tests.deployment.composed import Stage, believe, domain_here
from tests.deployment.installation import Installation
from tests.deployment.release import run as run_command
from tests.deployment.scene import live

LARGEST_MB = 450
#: The user of PostgreSQL, within its image.
POSTGRES = 999


def built(stage: Stage) -> None:
    """The image is built, is small enough, and a version that is there is not built over"""
    office = stage.office = stage.installation("office", "both")
    office.lsc("build")
    size = int(run_command(["docker", "image", "inspect", "--format={{.Size}}",
                            f"lsc:{stage.version}"])) / 1e6  # fmt: skip
    print(f"    {size:.0f} MB", flush=True)
    assert size < LARGEST_MB, size
    assert "is there" in office.lsc("build", fails=True)


def started(stage: Stage) -> None:
    """Both sites on one machine, behind the proxy alone, on read-only roots"""
    office = stage.office
    office.lsc("up")
    believe(office.root())
    assert office.is_ready("backoffice")
    assert office.is_ready("extranet")
    for site in ("backoffice", "extranet"):
        assert "->" not in office.compose("ps", "--format={{.Ports}}", site)
    office.compose("exec", "-T", "backoffice", "touch", "/srv/lsc/new", fails=True)
    stage.scene.office = cast("Installation", office)
    steps.make_administrator(stage.scene.office)


def a_day(stage: Stage) -> None:
    """Sign in with the second factor, then every page of the menu"""
    steps.sign_in(stage.scene)
    steps.a_day_of_work(stage.scene)


def scaled(stage: Stage) -> None:
    """Two back offices share the work, and the proxy's log has neither queries nor health checks"""
    office = stage.office
    office.compose("up", "--detach", "--no-recreate", "--wait", "--scale", "backoffice=2")
    both, begun = office.containers("backoffice"), int(time.time())
    assert len(both) == 2

    def each_served() -> bool:
        stage.scene.admin.open("/comptes/?q=FR7612345")
        told = [run_command(["docker", "logs", f"--since={begun}", each]) for each in both]
        return all("/comptes/" in lines for lines in told)

    office.wait(each_served, "a page from each of the two back offices")
    told = office.compose("logs", "--no-log-prefix", "proxy")
    assert "/comptes/" in told
    assert not [each for each in ("FR7612345", "/readyz", "Cookie") if each in told]
    office.compose("up", "--detach", "--no-recreate", "--scale", "backoffice=1")


def front_and_books(stage: Stage) -> None:
    """A front that has nothing of the books; the books publish to it over TLS of its authority"""
    office, front = stage.office, stage.installation("front", "front")
    stage.front, stage.scene.front = front, cast("Installation", front)
    front.set(SEPA_PLATFORM_ACCEPTED_KEYS=steps.PLATFORM_KEY)
    front.lsc("up")
    running = front.compose("ps", "--services").split()
    assert not {"backoffice", "worker", "extranet"} & set(running), running
    given = front.compose("exec", "-T", "front", "env")
    assert "LSC_ENCRYPTION_KEYS" not in given
    assert "LSC_SIGNING_KEYS" not in given
    believe(office.root(), front.root())
    host = front.setting("LSC_EXTRANET_HOST")
    office.compose("down")
    office.set(
        COMPOSE_PROFILES="books", LSC_EXTRANET_HOST=host, SEPA_PLATFORM_URL=f"https://{host}",
        SEPA_PLATFORM_KEY=steps.PLATFORM_KEY,
    )  # fmt: skip
    office.trust(front.root())
    office.lsc("up")
    # On two machines the name is found by DNS; here their networks are joined.
    run_command(["docker", "network", "connect", "--alias", host, f"{office.project}_outside",
                 *front.containers("proxy")])  # fmt: skip
    assert "extranet" not in office.compose("ps", "--services").split()
    steps.publish(stage.scene)
    ((entries,),) = front.query("SELECT count(*) FROM ledger_books_entry")
    assert entries == "0"


def paid(stage: Stage) -> None:
    """A client pays on the front; its bank file reaches the exchange volume"""
    steps.a_client_pays(stage.scene)
    steps.papers(stage.scene)
    found = stage.office.compose("exec", "-T", "worker", "find", "/srv/lsc/var/exchange", "-type",
                                 "f")  # fmt: skip
    assert found.strip(), "a bank file in the exchange volume"


def restored(stage: Stage) -> None:
    """A backup comes back in an empty installation; without the archive it is refused"""
    office, copy = stage.office, stage.work / "backup"
    office.lsc("backup", str(copy))
    assert office.compose("ps", "--status=running", "--quiet", "worker").strip()
    assert "not empty" in office.lsc("restore", str(copy), fails=True)
    office.compose("down", "--volumes")
    lacking = stage.work / "lacking"
    shutil.copytree(copy, lacking)
    run_command(["tar", "--delete", "--file", lacking / "files.tar", "archive"])
    (lacking / "SHA256SUMS").write_text(
        run_command(["sha256sum", "database.dump", "files.tar", "made-by"], cwd=lacking)
    )
    assert "does not hold" in office.lsc("restore", str(lacking), fails=True)
    office.compose("down", "--volumes")
    office.lsc("restore", str(copy))
    believe(office.root(), stage.front.root())
    owners = office.compose("exec", "-T", "backoffice", "find", "/srv/lsc/var/archive", "!",
                            "-user", "lsc")  # fmt: skip
    assert owners == "", owners


def back_to_a_moment(stage: Stage) -> None:
    """The database as it was at a moment, by its log of changes"""
    office, base, log = stage.office, stage.work / "base", stage.work / "log"
    log.mkdir()
    os.chown(log, POSTGRES, POSTGRES)
    files = office.setting("COMPOSE_FILE")
    office.set(LSC_WAL_FOLDER=str(log), COMPOSE_FILE=f"{files}:deploy/wal.yml")
    office.lsc("up")
    office.lsc("base-backup", str(base))
    ((moment,),) = office.query("SELECT clock_timestamp()")
    office.query("CREATE TABLE a_mistake ()")
    assert "not a moment" in office.lsc("recover", str(base), "14:02 Europe/Nancy", fails=True)
    office.lsc("recover", str(base), str(moment))
    assert office.query("SELECT to_regclass('a_mistake')") == []
    assert office.is_ready("backoffice")


def keys_changed(stage: Stage) -> None:
    """Another encryption key by one command, and the old one taken out by another"""
    office = stage.office
    old = office.setting("LSC_ENCRYPTION_KEYS")
    office.lsc("rotate-keys")
    both = office.setting("LSC_ENCRYPTION_KEYS")
    assert both.split(",")[1:] == [old]
    assert (
        office.compose("exec", "-T", "worker", "sh", "-c", "echo $LSC_ENCRYPTION_KEYS").strip()
        == both
    )
    office.lsc("drop-old-keys")
    assert office.setting("LSC_ENCRYPTION_KEYS") == both.split(",")[0]
    office.manage("verify_books")


ALL: tuple[Callable[[Stage], None], ...] = (
    built,
    started,
    a_day,
    scaled,
    front_and_books,
    paid,
    restored,
    back_to_a_moment,
    keys_changed,
    *image_upgrades.ALL,
)


def run() -> int:
    """Live the day; what was made is removed again, images included."""
    if not shutil.which("docker"):
        print("No docker on the path: nothing was tried.")
        return 1
    work = Path(tempfile.mkdtemp(prefix="lsc-image-", dir="/var/tmp"))
    stage = Stage(work)
    try:
        with domain_here():
            live(ALL, stage)
    finally:
        stage.remove()
        shutil.rmtree(work, ignore_errors=True)
    return 0
