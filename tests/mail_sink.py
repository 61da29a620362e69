"""A letter box that speaks just enough SMTP to receive what Django really sends."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage
from types import TracebackType

from tests.waiting import wait_until


class _Handler(socketserver.StreamRequestHandler):
    """One connection: greets, agrees to everything, keeps what comes between DATA and the dot."""

    def handle(self) -> None:
        self._say("220 letter box")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._receive()
                self._say("250 kept")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _receive(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(self.server, _Server)
        self.server.letters.append(message)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.letters: list[EmailMessage] = []


class MailSink:
    """Listens on a free port as long as it is entered; ``url`` is an EMAIL_URL."""

    def __enter__(self) -> MailSink:
        self._server = _Server()
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    @property
    def letters(self) -> list[EmailMessage]:
        return list(self._server.letters)

    def letters_to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if address in str(letter["To"] or "")]

    def wait_for(self, address: str, *, subject: str = "") -> EmailMessage:
        """The latest letter to ``address`` whose subject holds ``subject``."""

        def found() -> list[EmailMessage]:
            return [
                letter
                for letter in self.letters_to(address)
                if subject.lower() in str(letter["Subject"]).lower()
            ]

        def received() -> list[tuple[str, str]]:
            return [(str(item["To"]), str(item["Subject"])) for item in self.letters]

        wait_until(found, f"a letter to {address} about {subject!r}", told=received)
        return found()[-1]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
