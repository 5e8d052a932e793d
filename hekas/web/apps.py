from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hekas.web"
    label = "web"

    def ready(self) -> None:
        """`check --deploy` knows our own questions too."""
        from hekas import transport  # noqa: F401, PLC0415 - registers them, once apps are there
