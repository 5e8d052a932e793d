from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hekas.api"
    label = "api"
