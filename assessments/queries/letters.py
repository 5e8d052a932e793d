"""What a letter about a client rests on."""

from assessments.models import Result, Screening
from assessments.queries.screenings import Visit, visit_of
from hekas.accounts.models import Client


def basis_of(client: Client) -> tuple[Result | None, Visit | None]:
    """The newest answers and the newest visit."""
    screening = Screening.objects.filter(client=client).first()
    result = Result.objects.filter(intake__client=client).first()
    return result, visit_of(screening) if screening else None
