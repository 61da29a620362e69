from django.apps import AppConfig


class LscConfig(AppConfig):
    """The project itself: settings, the two sites' URLs, the demo, the benchmarks."""

    name = "lsc"
    verbose_name = "LSC"

    def ready(self) -> None:
        from lsc import checks, error_reports  # noqa: F401 - checks register themselves

        error_reports.start()
