from core.people.models.agency import Agency
from core.people.models.subscription import Subscription
from core.people.models.user import User

__all__ = [
    "Agency",
    "Subscription",
    "User",
]
