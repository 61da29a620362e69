"""What a worker counts, and the port on which it tells it: a worker has no site to be asked on."""

import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from celery.signals import task_failure, task_retry, task_success, worker_ready
from django.conf import settings

from core.house import metrics
from core.text.tokens import opens

_Start = Callable[[str, list[tuple[str, str]]], Any]


@task_success.connect
def succeeded(sender: Any, **_kwargs: Any) -> None:
    metrics.TASKS.add(sender.name, "success")


@task_failure.connect
def failed(sender: Any, **_kwargs: Any) -> None:
    """In the child that ran it; in the main process where the child was killed."""
    metrics.TASKS.add(sender.name, "failure")


@task_retry.connect
def retried(sender: Any, **_kwargs: Any) -> None:
    metrics.TASKS.add(sender.name, "retry")


@worker_ready.connect
def serve(**_kwargs: Any) -> None:
    if settings.METRICS_TOKEN and settings.METRICS_PORT:
        server = make_server(
            "", settings.METRICS_PORT, answer, server_class=_Server, handler_class=_Quiet
        )
        threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


def answer(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
    """The same page, under the same token, as that of the sites; without what they know better."""
    if environ["PATH_INFO"] != "/metrics":
        start("404 Not Found", [])
        return []
    if not opens(settings.METRICS_TOKEN, environ.get("HTTP_AUTHORIZATION", "")):
        start("401 Unauthorized", [("WWW-Authenticate", "Bearer")])
        return []
    start("200 OK", [("Content-Type", metrics.content_type())])
    return [metrics.written(metrics.registry())]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    #: Who connects and says nothing is not waited for.
    timeout = 10

    def log_message(self, *_arguments: Any) -> None:
        """A probe like the others: no line."""
