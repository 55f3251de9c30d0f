from django.apps import AppConfig


class PluginsConfig(AppConfig):
    name = "lms.plugins"
    label = "plugins"

    def ready(self) -> None:
        from lms.plugins import checks  # noqa: F401  registers the checks
