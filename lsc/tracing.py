"""The id of a request goes with the tasks that it causes, to whichever worker runs them."""

from contextlib import AbstractContextManager
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun

from core.database.context import current_request_id, new_request_id, under

HEADER = "lsc_request_id"
_running: dict[str, AbstractContextManager[None]] = {}


@before_task_publish.connect
def send_id_along(headers: dict[str, Any], **_kwargs: Any) -> None:
    if request_id := current_request_id():
        headers[HEADER] = request_id


@task_prerun.connect
def run_under_it(task_id: str, task: Any, **_kwargs: Any) -> None:
    """What beat wakes was caused by nobody: it has an id of its own."""
    told = getattr(task.request, HEADER, None) or current_request_id() or new_request_id()
    _running[task_id] = running = under(told)
    running.__enter__()


@task_postrun.connect
def leave_it(task_id: str, **_kwargs: Any) -> None:
    if running := _running.pop(task_id, None):
        running.__exit__(None, None, None)
