"""What bounds a guess at somebody's password or code, and keeps a stranger from locking them out.

A device that has signed in before is counted apart (OWASP, "device cookies"); others are counted
by account and address together, by account (a guess from many places), and by address (a guess at
many accounts). A lock by account never closes the door to the devices that are known.
"""

from datetime import timedelta

from allauth.account.internal.userkit import get_user_by_username
from django.http import HttpRequest

from core.database.visitor import client_network
from core.people.models import User
from core.sign_in import devices
from core.sign_in.services.count_failures import Attempt, Limit, ThrottledError, forget, reserve

_HERE = (Limit(5, timedelta(minutes=5)), Limit(30, timedelta(days=1)))
_ACCOUNT = (Limit(30, timedelta(hours=1)), Limit(100, timedelta(days=1)))
#: Failures only: hundreds of clients share one address of a mobile operator.
_ADDRESS = (Limit(60, timedelta(minutes=10)), Limit(600, timedelta(days=1)))
_ASKING = (Limit(30, timedelta(minutes=10)),)
_LETTERS = (Limit(5, timedelta(hours=1)),)
_KEYS = (Limit(10, timedelta(minutes=1)),)

PASSWORD, FACTOR = "password", "factor"


def known_user(username: str) -> User | None:
    """The account that this username opens, as the sign-in itself finds it."""
    found: User | None = get_user_by_username(username) if username else None
    return found


def reserve_password(request: HttpRequest, username: str) -> Attempt:
    """Reserve a try at the password of ``username``. Raises ThrottledError."""
    return _reserve(request, PASSWORD, known_user(username), username)


def reserve_factor(request: HttpRequest, user: User) -> Attempt:
    """Reserve a try at a second factor of ``user``. Raises ThrottledError."""
    return _reserve(request, FACTOR, user, user.get_username())


def reserve_letter(request: HttpRequest) -> Attempt:
    """Count somebody asking, from this address, for a letter to be sent. Raises ThrottledError."""
    return reserve({f"letter:address:{client_network(request)}": _ASKING})


def may_write_to(user: User) -> bool:
    """Whether one more letter may be sent to ``user``: those sent lately are still good."""
    try:
        reserve({f"letter:user:{user.pk}": _LETTERS})
    except ThrottledError:
        return False
    return True


def reserve_key(request: HttpRequest) -> Attempt:
    """Reserve a try at an API key from this address. Raises ThrottledError."""
    return reserve({f"key:address:{client_network(request)}": _KEYS})


def _reserve(request: HttpRequest, secret: str, user: User | None, username: str) -> Attempt:
    device = devices.known_device(request, user)
    if device:
        return reserve({f"{secret}:device:{device}": _HERE})
    # By the account itself where there is one: no spelling of its name is a second chance.
    account = f"user:{user.pk}" if user else f"name:{username.casefold()}"
    network = client_network(request)
    return reserve(
        {
            f"{secret}:here:{account}:{network}": _HERE,
            f"{secret}:account:{account}": _ACCOUNT,
            f"{secret}:address:{network}": _ADDRESS,
        }
    )


def let_in_again(request: HttpRequest, user: User) -> None:
    """A letter to the person's own address was answered from here: this device is known now."""
    devices.know(request, user)
    network = client_network(request)
    forget(*(f"{secret}:here:user:{user.pk}:{network}" for secret in (PASSWORD, FACTOR)))
