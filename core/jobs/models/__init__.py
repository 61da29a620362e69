from core.jobs.models.job import Job, OutboxMessage, ScheduledService
from core.jobs.models.message import SystemMessage
from core.jobs.models.watch import Heartbeat, Incident

__all__ = [
    "Heartbeat",
    "Incident",
    "Job",
    "OutboxMessage",
    "ScheduledService",
    "SystemMessage",
]
