"""*Tester cette boîte*: TLS only, plain words, and no secret in them."""

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ledger.books.services import try_mailbox as mailbox

SECRET = "Mot-de-passe-7"


@pytest.fixture
def plain_server() -> Iterator[int]:
    """A server that does not speak TLS."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            link, _address = server.accept()
            with link:
                link.sendall(b"+OK POP3 ready\r\n")

        thread = Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def try_it(server: str, *, box: str = "tpe@example.org", password: str = SECRET) -> str:
    answer = mailbox.try_mailbox(server=server, mailbox=box, password=password)
    assert not answer.ok
    assert SECRET not in answer.text
    return answer.text


def test_something_is_missing() -> None:
    assert "Donnez le serveur" in try_it("")
    assert "Donnez le serveur" in try_it("pop.example.org", box="")
    assert "Donnez le serveur" in try_it("pop.example.org", password="")


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1"])
def test_a_port_that_is_none(port: str) -> None:
    assert "nombre" in try_it(f"pop.example.org:{port}")


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "ne répond pas comme" in try_it(f"127.0.0.1:{port}")
    assert "ne répond pas comme" in try_it("pop..example")


def test_a_server_without_tls_is_refused(plain_server: int) -> None:
    assert "ne répond pas comme" in try_it(f"127.0.0.1:{plain_server}")


def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    certificate = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            link, _address = server.accept()
            with link, pytest.raises(ssl.SSLError):
                context.wrap_socket(link, server_side=True)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        assert "certificat" in try_it(f"127.0.0.1:{server.getsockname()[1]}")
        thread.join(5)


class TestWithATrustedServer:
    """A POP3 server that the test's own authority signed."""

    @pytest.fixture
    def port(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
        certificate = _certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        with socket.create_server(("127.0.0.1", 0)) as server:
            thread = Thread(target=_serve_pop, args=(server, context), daemon=True)
            thread.start()
            yield server.getsockname()[1]
            thread.join(5)

    def test_it_says_how_many_messages_wait(self, port: int) -> None:
        answer = mailbox.try_mailbox(server=f"127.0.0.1:{port}", mailbox="tpe", password=SECRET)
        assert answer == mailbox.MailboxAnswer(True, "La boîte répond : 3 messages l’attendent.")

    def test_a_wrong_password_is_said_in_words(self, port: int) -> None:
        assert "refuse cette boîte" in try_it(f"127.0.0.1:{port}", password="autre")


def _serve_pop(server: socket.socket, context: ssl.SSLContext) -> None:
    link, _address = server.accept()
    with context.wrap_socket(link, server_side=True) as safe:
        safe.sendall(b"+OK ready\r\n")
        for raw in safe.makefile("rb"):
            verb, _space, rest = raw.decode().strip().partition(" ")
            good = verb != "PASS" or rest == SECRET
            reply = "+OK 3 120" if verb == "STAT" else f"+OK {verb}"
            safe.sendall((f"{reply}\r\n" if good else f"-ERR no {rest}\r\n").encode())


def _certificate(folder: Path) -> Path:
    """Key and self-signed certificate of 127.0.0.1 in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
