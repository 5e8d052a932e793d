from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string

from assessments.checks import clinical_rules_can_be_read, plans_can_be_drafted, questionnaire_can_be_read


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        checks.register(questionnaire_can_be_read)
        checks.register(clinical_rules_can_be_read)
        checks.register(plans_can_be_drafted)
        post_migrate.connect(import_string("assessments.actions.forms.keep_form"), sender=self)
