from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "hekas.messaging"
    label = "messaging"
