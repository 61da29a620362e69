"""Several acts at the same instant, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread
from typing import Any

from django.db import DatabaseError, connection, connections

from core.text.errors import BusinessError


def at_once(*tasks: Callable[[], object]) -> list[Exception]:
    """Run the tasks in threads that start together; the exceptions that they raised."""
    errors: list[Exception] = []
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        barrier.wait()
        try:
            task()
        except (BusinessError, DatabaseError, KeyError) as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act, started at the same instant, returned or refused."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        except BusinessError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refused(outcomes: list[Any]) -> int:
    return sum(isinstance(each, BusinessError) for each in outcomes)
