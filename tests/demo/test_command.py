"""``manage.py demo`` plays the whole journey through the real code and tells each step."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree

from tests.services import free_port
from tests.tied import tied
from tests.waiting import wait_until

STEPS = [
    "publish",
    "sign_in",
    "request",
    "fetch",
    "notify",
    "collection_file",
    "prepare",
    "post",
    "publish_again",
    "fec",
    "kiosk_out",
    "kiosk_pay",
    "kiosk_in",
]
PAIN = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}


def environment(folder: Path) -> dict[str, str]:
    """A machine on which nothing is set, but where data may go."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LSC_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    return {**kept, "LSC_DATA_DIR": str(folder), "PYTHONWARNINGS": "default"}


def demo(repository: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "demo", f"--port={free_port()}", *options]
    return subprocess.run(
        command,
        cwd=repository,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """What ``demo --no-server --json`` said, by step, and the folder it worked in."""
    folder = tmp_path_factory.mktemp("demo")
    repository = Path(__file__).resolve().parents[2]
    done = demo(repository, folder, "--no-server", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"kind"' not in done.stderr, "the security log between the steps of the play"
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["step"] for line in lines] == STEPS
    assert all(line["ok"] is True for line in lines)
    return {line["step"]: line for line in lines}, folder


Played = tuple[dict[str, Any], Path]


def test_the_bank_file_is_valid_and_debits_65_63_euros(played: Played) -> None:
    path = Path(played[0]["collection_file"]["path"])
    tree = etree.parse(path)
    assert tree.findtext(".//p:LclInstrm/p:Cd", namespaces=PAIN) == "CORE"
    assert tree.findtext(".//p:SeqTp", namespaces=PAIN) == "OOFF"
    assert tree.findtext(".//p:InstdAmt", namespaces=PAIN) == "65.63"
    import sepaxml

    schemas = Path(sepaxml.__file__).parent / "schemas"
    (schema,) = schemas.glob("pain.008.001.08*.xsd")
    etree.XMLSchema(etree.parse(schema)).assertValid(tree)


def test_the_entry_debits_the_bank_and_credits_the_client(played: Played) -> None:
    assert played[0]["post"]["lines"] == [
        {"account": "512000", "debit": "65.63", "credit": "0.00"},
        {"account": "450PIERREP", "debit": "0.00", "credit": "65.63"},
    ]
    assert Decimal(played[0]["publish_again"]["balance"]) == 0


def test_the_fec_is_balanced_and_holds_the_payment(played: Played) -> None:
    path = Path(played[0]["fec"]["path"])
    assert path.name.startswith("527875413FEC")
    assert path.name.endswith("1231.txt")
    with path.open(encoding="iso8859-15", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    assert {len(row) for row in rows} == {18}
    header, *lines = rows
    records = [dict(zip(header, line, strict=True)) for line in lines]
    debit, credit = (
        sum(Decimal(record[side].replace(",", ".")) for record in records)
        for side in ("Debit", "Credit")
    )
    assert debit == credit > 0
    last = [record for record in records if record["CompAuxNum"] == "450PIERREP"][-1]
    assert (last["JournalCode"], last["Debit"], last["Credit"]) == ("BQ", "0,00", "65,63")


def test_the_kiosk_takes_balances_out_and_brings_receipts_in(played: Played) -> None:
    out, paid, taken = (played[0][step] for step in ("kiosk_out", "kiosk_pay", "kiosk_in"))
    assert out["sftp"] is True
    assert "G001;81MARITON;" in Path(out["path"]).read_text()
    assert (paid["payments"], paid["total"], taken["total"]) == (2, "980.00", "980.00")
    assert "330.00;CARD" in Path(taken["path"]).read_text()
    assert Decimal(taken["balance_before"]) - Decimal(taken["balance"]) == 330


def test_no_letter_left_the_machine_and_no_iban_is_in_clear(played: Played) -> None:
    folder = played[1] / "demo"
    letters = "".join(file.read_text() for file in (folder / "courrier").iterdir())
    assert "pierre.proprietaire@courriel.example" in letters
    for log in folder.glob("*.log"):
        assert "FR7610278040050002198764023" not in log.read_text()
    database = (folder / "demo.sqlite3").read_bytes()
    assert b"FR7610278040050002198764023" not in database


def answers(site: str) -> bool:
    try:
        return httpx.get(f"{site}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_it_serves_both_sites_until_it_is_told_to_stop(repository: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "manage.py", "demo", f"--port={port}"]
    with subprocess.Popen(
        tied(*command, signal="INT"),
        cwd=repository,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            shown = []
            for line in process.stdout:
                shown.append(line)
                if "Données" in line:
                    break
            text = "".join(shown)
            assert text.count("✓") == len(STEPS), text
            assert f"http://localhost:{port}" in text
            extranet = text.split("Extranet", 1)[1].split()[0]
            for site in (f"http://localhost:{port}", extranet):
                assert answers(site)
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    wait_until(lambda: not answers(extranet), "the extranet ends with the demo")
