from core.sign_in.models.attempts import FailedAttempt, SpentCode

__all__ = [
    "FailedAttempt",
    "SpentCode",
]
