"""Folders stand under the roots for exchanges; no door of the inner network is knocked at."""

from __future__ import annotations

import socket
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.inner import addresses_of, connect_to
from core.files.exchange.local import refuse_private
from core.files.models import ExchangeFolder
from core.files.services.exchange import checking
from ledger.books.services.try_mailbox import try_mailbox

INNER = ["127.0.0.1", "10.0.0.7", "192.168.1.1", "169.254.169.254", "::1", "localhost"]


@pytest.mark.parametrize("host", [*INNER, "::ffff:10.0.0.7", "fe80::1", "2130706433"])
def test_an_inner_address_is_refused(host: str, settings: Any) -> None:
    settings.PRIVATE_HOSTS = []
    with pytest.raises(ExchangeError) as refused:
        addresses_of(host)
    assert refused.value.reason == Reason.PRIVATE


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888"])
def test_an_outer_one_is_not(host: str, settings: Any) -> None:
    settings.PRIVATE_HOSTS = []
    assert addresses_of(host) == [host]


def test_a_name_that_leads_nowhere_says_so(settings: Any) -> None:
    settings.PRIVATE_HOSTS = []
    with pytest.raises((OSError, UnicodeError)):
        addresses_of("no..such.name")


def test_the_installation_may_name_one(settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["10.0.0.7"]
    assert addresses_of("10.0.0.7") == ["10.0.0.7"]
    with pytest.raises(ExchangeError):
        addresses_of("10.0.0.8")


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


@pytest.fixture
def knocked(monkeypatch: Any, settings: Any) -> list[str]:
    """Where was knocked while « turncoat.example » leads outside once, then inside."""
    settings.PRIVATE_HOSTS = []
    answers, knocked = iter(["93.184.215.14", "127.0.0.1"]), list[str]()
    resolve = socket.getaddrinfo

    def turn(host: Any, *args: Any, **kwargs: Any) -> Any:
        return resolve(next(answers) if host == "turncoat.example" else host, *args, **kwargs)

    def knock(_socket: Any, address: Any) -> None:
        knocked.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", turn)
    monkeypatch.setattr(socket.socket, "connect", knock)
    monkeypatch.setattr(checking, "note_failure", lambda *_args: None)
    return knocked


@pytest.mark.parametrize("kind", ["sftp", "ftps", "ftp"])
def test_a_folder_is_looked_for_where_its_name_led_when_it_was_looked_at(
    kind: str, knocked: list[str]
) -> None:
    folder = ExchangeFolder(kind=kind, host="turncoat.example", path="/")
    checking.check_folder(folder=folder)
    assert knocked == ["93.184.215.14"]


@pytest.mark.parametrize("port", [993, 995])
def test_so_is_a_mailbox(port: int, knocked: list[str]) -> None:
    answer = try_mailbox(server=f"turncoat.example:{port}", mailbox="x", password="x")
    assert not answer.ok
    assert knocked == ["93.184.215.14"]


def test_the_next_address_is_tried_where_the_first_does_not_answer(
    monkeypatch: Any, settings: Any
) -> None:
    settings.PRIVATE_HOSTS = ["many.example"]
    found = [(0, 0, 0, "", (address, 0)) for address in ("10.0.0.1", "10.0.0.2")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)

    def connect(address: str) -> str:
        if address == "10.0.0.1":
            raise ConnectionRefusedError
        return address

    assert connect_to("many.example", connect) == "10.0.0.2"


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
