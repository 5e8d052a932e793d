from assessments.models.clearance import Clearance
from assessments.models.intake import Intake, Result

__all__ = ["Clearance", "Intake", "Result"]
