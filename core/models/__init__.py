from core.models.agency import Agency
from core.models.audit import AuditEvent
from core.models.canary import ExtranetKeyCanary, KeyCanary
from core.models.exchange import ArchivedFile, ExchangeFolder
from core.models.job import Job, OutboxMessage, ScheduledService
from core.models.message import SystemMessage
from core.models.security import FailedAttempt, SecurityEvent, SpentCode
from core.models.sent_form import SentForm
from core.models.subscription import Subscription
from core.models.trail import TrailSeal
from core.models.user import User, UserPreference
from core.models.version import RecordVersion
from core.models.watch import Heartbeat, Incident

__all__ = [
    "Agency",
    "ArchivedFile",
    "AuditEvent",
    "ExchangeFolder",
    "ExtranetKeyCanary",
    "FailedAttempt",
    "Heartbeat",
    "Incident",
    "Job",
    "KeyCanary",
    "OutboxMessage",
    "RecordVersion",
    "ScheduledService",
    "SecurityEvent",
    "SentForm",
    "SpentCode",
    "Subscription",
    "SystemMessage",
    "TrailSeal",
    "User",
    "UserPreference",
]
