from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "hekas.privacy"
    label = "privacy"
