"""The therapist's word on the causes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from assessments.actions import decisions
from assessments.forms.decisions import DecisionForm
from assessments.permissions_care import screening_or_404
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires

REFUSED = {
    decisions.NotWeighed: "Finish the tests first.",
    decisions.DoesNotFit: "Confirm or strike what is shown; add what is not.",
    decisions.PlanIsSigned: "A plan of this visit is signed, so this stays as it is.",
}


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Confirm, add or strike one cause, with a word why."""
    now = clock.now()
    screening, therapist = screening_or_404(request, uuid, now)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            decisions.decide(
                screening, **form.cleaned_data, therapist=therapist, by=actor_of(request), now=now
            )
        except tuple(REFUSED) as fault:
            messages.error(request, REFUSED[type(fault)])
    else:
        messages.error(request, "Say what you decide, and why in a few words.")
    place = (
        f"why-{form['cause'].value()}" if "why" in form.errors and "cause" not in form.errors else "causes"
    )
    return redirect(reverse("assessments:visit", args=[screening.client.uuid]) + f"#{place}")
