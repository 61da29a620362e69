from core.screens.models.preference import UserPreference
from core.screens.models.sent_form import SentForm

__all__ = [
    "SentForm",
    "UserPreference",
]
