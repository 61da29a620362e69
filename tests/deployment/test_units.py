"""The services of systemd: what systemd itself says of them, and who reads which secrets."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from core.jobs import alive

FOLDER = Path(settings.BASE_DIR) / "deploy/systemd"
#: What systemd calls exposed begins at 5.0; in tenths, as the tool takes it.
EXPOSED_AT_MOST = "20"


class Unit(dict[str, list[str]]):
    """The settings of one file, each with all its values in order."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        for line in path.read_text().splitlines():
            if line and line[0] not in "#[":
                name, _, value = line.partition("=")
                self.setdefault(name, []).append(value)


def services() -> list[Path]:
    return sorted((FOLDER / "units").glob("*.service"))


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    """The units as installed, but that what they start is there."""
    shutil.copytree(FOLDER / "units", tmp_path, dirs_exist_ok=True)
    for unit in tmp_path.glob("*.service"):
        unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit.read_text()))
    return tmp_path


needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd is not on this machine"
)


def analyzed(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *map(str, arguments)],
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@needs_systemd
def test_systemd_understands_every_unit(laid_out: Path) -> None:
    units = [
        laid_out / unit.name.replace("@.", "@1.0.")
        for unit in sorted(laid_out.iterdir())
        if unit.is_file()
    ]
    done = analyzed(laid_out, "verify", "--man=no", *units)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "lsc" in line]) == (
        0,
        [],
    )


@needs_systemd
@pytest.mark.parametrize("service", [unit.name for unit in services() if "@" not in unit.name])
def test_systemd_finds_every_service_well_protected(laid_out: Path, service: str) -> None:
    done = analyzed(
        laid_out, "security", "--offline=yes", f"--threshold={EXPOSED_AT_MOST}", laid_out / service
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_service_is_roots_and_none_loosens_what_is_common() -> None:
    common = Unit(FOLDER / "units/lsc-.service.d/10-common.conf")
    assert common["ProtectSystem"] == ["strict"]
    for unit in services():
        own = Unit(unit)
        assert own["User"][0] in {"lsc", "lsc_app", "lsc_extranet"}, unit.name
        shared = own.keys() & common.keys() - {"Environment", "EnvironmentFile"}
        assert shared == set(), unit.name


def test_each_user_is_one_role_of_the_database() -> None:
    for unit in services():
        own = Unit(unit)
        (url,) = re.findall(r"DATABASE_URL=(\S+)", " ".join(own["Environment"]))
        assert url == f"postgres://{own['User'][0]}@/lsc", unit.name


def test_the_clients_site_is_given_none_of_the_books_secrets() -> None:
    extranet = Unit(FOLDER / "units/lsc-extranet.service")
    assert extranet["EnvironmentFile"] == ["/etc/lsc/extranet.env"]
    assert extranet["ReadWritePaths"] == ["/var/lib/lsc/archive"]
    hidden = extranet["InaccessiblePaths"][0].split()
    assert {"/etc/lsc", "/var/lib/lsc/anchors"} <= set(hidden)
    users = {Unit(unit)["User"][0] for unit in services() if "extranet" not in unit.name}
    assert extranet["User"][0] not in users


@pytest.mark.parametrize("name", alive.NAMES)
def test_one_that_stands_still_is_ended_and_leaves_no_memory_behind(name: str) -> None:
    unit = Unit(FOLDER / f"units/lsc-{name}.service")
    assert (unit["Type"], unit["NotifyAccess"]) == (["notify"], ["main"])
    assert float(unit["WatchdogSec"][0]) == alive.WITHIN_SECONDS
    assert unit["Restart"] == ["always"]
    # Where Redis is away `lsc restart` says so, and does not wait for ever.
    assert 60 <= int(unit["TimeoutStartSec"][0]) <= 120
    assert Unit(FOLDER / "units/lsc-.service.d/10-common.conf")["LimitCORE"] == ["0"]


def test_scripts_are_read_by_bash() -> None:
    for name in ("install", "uninstall", "lsc", "backup", "run", "lib.bash"):
        done = subprocess.run(["bash", "-n", FOLDER / name], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), name
