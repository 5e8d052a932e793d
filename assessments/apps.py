from django.apps import AppConfig
from django.core import checks

from assessments.checks import questionnaire_can_be_read


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        checks.register(questionnaire_can_be_read)
