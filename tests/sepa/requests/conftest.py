"""The clients’ site as another installation, answering on a socket of its own."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from core.files.enums import Direction
from core.files.services import archive
from sepa.requests.models import OneOffRequest
from tests.sepa import factories as make

KEY = "a-very-long-key-of-the-agency"


class ExtranetHandler(WSGIHandler):
    """The clients' site beside the back office that the test itself is."""

    def get_response(self, request: Any) -> Any:
        request.urlconf = "lsc.urls.extranet"
        return super().get_response(request)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Tests say what they see themselves."""


@pytest.fixture
def extranet(settings: Any) -> Iterator[str]:
    """The clients' site, answering on a socket of its own."""
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [
        "another-key",
        f"sha256:{hashlib.sha256(KEY.encode()).hexdigest()}",
    ]
    cache.clear()
    server = make_server("127.0.0.1", 0, ExtranetHandler(), handler_class=Quiet)

    def serve() -> None:
        try:
            server.serve_forever(poll_interval=0.05)
        finally:
            connections.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    cache.clear()


def make_pending(house: make.House, number: int = 1, **fields: Any) -> list[OneOffRequest]:
    content = b"%PDF-1.7 mandate"
    pdf = archive.archive(content, name="mandat.pdf", kind="mandate", direction=Direction.IN)
    return make.make_many_pending(house, number, pdf=pdf, **fields)
