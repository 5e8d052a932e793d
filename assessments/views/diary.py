"""The cramp diary in three taps: which leg, when, how bad. Each tap is a plain button."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import progress
from assessments.forms.diary import CrampForm
from assessments.labels_care import CRAMP_SETTINGS, SIDES
from assessments.permissions_care import own_entry_or_404
from assessments.presenters.diary import days_back, diary_rows, words_of
from assessments.queries.progress import entries_of
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, own_client_or_404
from hekas.postgres import clock
from hekas.web.access import requires
from hekas.web.done import done_here, remember_done

SHOWN = timedelta(weeks=8)
NEWEST = 7  # lines stand open
STEPS = (("side", SIDES), ("setting", CRAMP_SETTINGS), ("pain", {str(n): str(n) for n in range(11)}))


@requires(Permission.OWN_CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def diary(request: HttpRequest) -> HttpResponse:
    """The next tap; after the third the cramp is written down."""
    now = clock.now()
    client, today = own_client_or_404(request), timezone.localdate(now)
    given = request.POST if request.method == "POST" else {}
    form = CrampForm(request.POST)
    if given and form.is_valid():
        on = today - timedelta(days=form.cleaned_data["days_ago"])
        said = {name: form.cleaned_data[name] for name in ("side", "setting", "pain", "key")}
        progress.log_cramp(client, on=on, today=today, **said, by=actor_of(request), now=now)
        messages.success(request, "Written down. We hope it has eased.")
        return redirect("assessments:diary")
    rows = diary_rows(entries_of(client, since=today - SHOWN))
    lines = {"newest": rows[:NEWEST], "earlier": rows[NEWEST:]}
    context = {**lines, "days": days_back(today), **_step(given)}
    return render(request, "assessments/care/diary.html", context)


def _step(given) -> dict:  # type: ignore[no-untyped-def,type-arg]
    """The first question without a usable answer, and what was answered before it."""
    told = {name: given[name] for name, choices in STEPS if given.get(name) in choices}
    at = next((place for place, (name, _) in enumerate(STEPS) if name not in told), 0)
    name, choices = STEPS[at]
    days_ago = given.get("days_ago", "0")
    return {
        "step": name,
        "number": at + 1,
        "choices": list(choices.items()),
        "told": list(told.items()),
        "key": _key(given.get("key", "")),
        "days_ago": days_ago if days_ago in {str(n) for n in range(8)} else "0",
    }


def _key(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())


@requires(Permission.OWN_CARE)
@require_POST
def quiet_week(request: HttpRequest) -> HttpResponse:
    """No cramps in the last seven days."""
    now = clock.now()
    today = timezone.localdate(now)
    progress.log_quiet_week(own_client_or_404(request), on=today, today=today, by=actor_of(request), now=now)
    messages.success(request, "Written down: no cramps this week.")
    return redirect("assessments:diary")


@requires(Permission.OWN_CARE)
@require_POST
def remove_entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a line of the diary back. Pressed twice, it is gone as it was after the first."""
    if not done_here(request, str(uuid)):
        entry = own_entry_or_404(request, uuid)
        progress.remove(entry, by=actor_of(request), now=clock.now())
        remember_done(request, str(uuid), "taken back")
        messages.success(request, f"Taken back: {entry.happened_on:%A}, {words_of(entry)}.")
    return redirect("assessments:diary")
