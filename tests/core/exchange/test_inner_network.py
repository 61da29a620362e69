"""Folders stand under the roots for exchanges; no door of the inner network is knocked at."""

from __future__ import annotations

import socket
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from core.exchange.errors import ExchangeError, Reason
from core.exchange.inner import refuse_inner
from core.exchange.local import refuse_private
from core.models import ExchangeFolder
from core.services.exchange import checking
from ledger.services.mailbox import try_mailbox

INNER = ["127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "::1", "localhost"]


@pytest.mark.parametrize("host", [*INNER, "::ffff:10.0.0.7", "fe80::1", "2130706433"])
def test_an_inner_address_is_refused(host: str, settings: Any) -> None:
    settings.PRIVATE_HOSTS = []
    with pytest.raises(ExchangeError) as refused:
        refuse_inner(host)
    assert refused.value.reason == Reason.PRIVATE


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888", "no..such.name"])
def test_an_outer_one_is_not(host: str, settings: Any) -> None:
    settings.PRIVATE_HOSTS = []
    refuse_inner(host)


def test_the_installation_may_name_one(settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["10.0.0.7"]
    refuse_inner("10.0.0.7")
    with pytest.raises(ExchangeError):
        refuse_inner("10.0.0.8")


@pytest.mark.parametrize("host", INNER)
def test_neither_test_button_knocks_there(host: str, settings: Any, monkeypatch: Any) -> None:
    settings.PRIVATE_HOSTS = []

    def knock(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("knocked at an inner door")

    monkeypatch.setattr(socket.socket, "connect", knock)
    answer = try_mailbox(
        server=f"{host}:995" if ":" not in host else host, mailbox="x", password="x"
    )
    assert not answer.ok
    folder = ExchangeFolder(kind="sftp", host=host, path="/")
    monkeypatch.setattr(checking, "note_failure", lambda *_args: None)
    [step] = checking.check_folder(folder=folder)
    assert "LSC_PRIVATE_HOSTS" in step.sentence


def test_an_open_port_and_a_closed_one_are_told_alike(monkeypatch: Any) -> None:
    monkeypatch.setattr(checking, "note_failure", lambda *_args: None)
    told = set()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for kind in ("ftps", "sftp"):
            server.settimeout(0.1)
            folder = ExchangeFolder(kind=kind, host="127.0.0.1", port=port, path="/")
            _answer_once(server)
            told |= {step.sentence for step in checking.check_folder(folder=folder)}
    for kind in ("ftps", "sftp"):
        folder = ExchangeFolder(kind=kind, host="127.0.0.1", port=port, path="/")
        told |= {step.sentence for step in checking.check_folder(folder=folder)}
    assert len(told) == 1


def _answer_once(server: socket.socket) -> None:
    def serve() -> None:
        server.settimeout(10)
        link, _address = server.accept()
        link.close()

    Thread(target=serve, daemon=True).start()


def test_a_local_folder_stands_under_a_root(settings: Any, tmp_path: Path) -> None:
    settings.EXCHANGE_ROOTS = [tmp_path / "echanges"]
    refuse_private(tmp_path / "echanges" / "banque")
    for path in (tmp_path, Path("/home"), tmp_path / "echanges" / ".." / "autre"):
        with pytest.raises(ExchangeError) as refused:
            refuse_private(path)
        assert refused.value.reason == Reason.OUTSIDE
    (tmp_path / "echanges").mkdir()
    (tmp_path / "echanges" / "lien").symlink_to("/home")
    with pytest.raises(ExchangeError):
        refuse_private(tmp_path / "echanges" / "lien")
