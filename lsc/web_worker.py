"""gunicorn's threaded worker, which takes no new connection once it is told to stop."""

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]


class WebWorker(ThreadWorker):  # type: ignore[misc]
    """What it began, it ends.

    gunicorn's own keeps its listeners open until the last answer has left: the system goes on
    taking connections meanwhile, which nobody serves. Closed, they are refused, and the proxy turns
    to another container.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
