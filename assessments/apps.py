from django.apps import AppConfig
from django.core import checks

from assessments.checks import clinical_rules_can_be_read, questionnaire_can_be_read


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        checks.register(questionnaire_can_be_read)
        checks.register(clinical_rules_can_be_read)
