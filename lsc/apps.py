from django.apps import AppConfig


class LscConfig(AppConfig):
    """The project itself: settings, the two sites' URLs, the demo, the benchmarks."""

    name = "lsc"
    verbose_name = "LSC"
