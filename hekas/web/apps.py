from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hekas.web"
    label = "web"
