from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Exécute une tâche de fond pour un travail demandé, sur un poste sans file d’attente."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "task", help="nom de la tâche, tel que « core.files.tasks.replay_file »"
        )
        parser.add_argument("job_id", type=int)

    def handle(self, *_args: Any, task: str, job_id: int, **_options: Any) -> None:
        if task not in current_app.tasks:
            raise CommandError(f"Tâche inconnue : {task}")
        current_app.tasks[task](job_id)
