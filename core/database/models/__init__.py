from core.database.models.audit import AuditEvent
from core.database.models.canary import ExtranetKeyCanary, KeyCanary
from core.database.models.security import SecurityEvent
from core.database.models.trail import TrailSeal
from core.database.models.version import RecordVersion

__all__ = [
    "AuditEvent",
    "ExtranetKeyCanary",
    "KeyCanary",
    "RecordVersion",
    "SecurityEvent",
    "TrailSeal",
]
