from assessments.models.care_plan import Activity, Amendment, CarePlan, Goal
from assessments.models.clearance import Clearance
from assessments.models.desk_note import DeskNote
from assessments.models.intake import Intake, Result
from assessments.models.letter import Letter
from assessments.models.progress import ProgressEntry
from assessments.models.questionnaire_form import QuestionnaireForm
from assessments.models.return_link import ReturnLink
from assessments.models.rule_proposal import RuleProposal
from assessments.models.screening import CauseDecision, Finding, Observation, Screening

__all__ = [
    "Activity",
    "Amendment",
    "CarePlan",
    "CauseDecision",
    "Clearance",
    "DeskNote",
    "Finding",
    "Goal",
    "Intake",
    "Letter",
    "Observation",
    "ProgressEntry",
    "QuestionnaireForm",
    "Result",
    "ReturnLink",
    "RuleProposal",
    "Screening",
]
