"""What is typed on the record of a member of staff."""

from core.people.models import User
from core.sign_in.services import users


def of(user: User, **changes) -> users.UserData:
    """What the record of ``user`` says, with changes."""
    kept = {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "initials": user.initials,
        "is_administrator": user.is_superuser,
        "is_active": user.is_active,
        "rights": sorted(users.rights_of(user)),
    }
    return users.UserData(**{**kept, **changes})


def new(**changes) -> users.UserData:
    blank = {"username": "jlc", "first_name": "Jeff", "last_name": "Le Chef", "email": ""}
    return users.UserData(**{**blank, "initials": "jlc", **changes})
