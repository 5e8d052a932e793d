from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hekas.portal"
    label = "portal"
