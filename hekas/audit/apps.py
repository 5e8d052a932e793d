from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hekas.audit"
    label = "audit"
