"""The message log of the clinic."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.messaging.actions import staff
from hekas.messaging.forms import LogFilterForm, ResendForm
from hekas.messaging.permissions import message_or_404, message_or_archived_or_404
from hekas.messaging.presenters import log_row, message_page
from hekas.messaging.queries import log as logs
from hekas.messaging.queries.log import NEEDS_A_LOOK, Filter
from hekas.postgres import clock
from hekas.web.access import requires

PER_PAGE = 50
LAST_PAGE = 200


@requires(Permission.SEE_MESSAGES)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """All messages that fit the filter, newest first, a page at a time."""
    form = LogFilterForm(request.GET)
    page = _page(request.GET.get("page", ""))
    found = logs.page(form.wanted(), (page - 1) * PER_PAGE, page * PER_PAGE + 1)
    rows = [log_row(message) for message in found]
    context = {
        "filter": form,
        "looks": request.GET.get("state") == NEEDS_A_LOOK,
        "to_look_at": logs.log(Filter(state=NEEDS_A_LOOK)).count(),
        "rows": rows[:PER_PAGE],
        "page": page,
        "newer": _other_page(request, page - 1) if page > 1 else "",
        "older": _other_page(request, page + 1) if len(rows) > PER_PAGE and page < LAST_PAGE else "",
    }
    return render(request, "messaging/log.html", context)


@requires(Permission.SEE_MESSAGES)
@require_GET
def message(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One message, what came of each try, and what can be done."""
    return _show(request, message_or_archived_or_404(uuid), ResendForm())


@requires(Permission.RESEND_MESSAGES)
@require_POST
def resend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send it once more, with a reason."""
    found, form = message_or_404(uuid), ResendForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        again = staff.resend(found, reason=form.cleaned_data["reason"], by=actor_of(request), now=clock.now())
    except staff.CannotResend as fault:
        form.add_error(None, str(fault))
        return _show(request, found, form)
    messages.success(request, "It will go out again within a few seconds.")
    return redirect("messaging:message", uuid=again.uuid)


@requires(Permission.RESEND_MESSAGES)
@require_POST
def looked(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Somebody has dealt with it: off the list."""
    found = message_or_404(uuid)
    staff.look_at(found, by=actor_of(request), now=clock.now())
    return redirect("messaging:message", uuid=found.uuid)


def _show(request: HttpRequest, found: logs.Message, form: ResendForm) -> HttpResponse:
    now = clock.now()
    page = message_page(found, now)
    staff.note_read(found, by=actor_of(request), now=now)
    may_resend = request.user.may(Permission.RESEND_MESSAGES)  # type: ignore[union-attr]
    context = {"page": page, "form": form, "may_resend": may_resend}
    return render(request, "messaging/message.html", context, status=422 if form.errors else 200)


def _page(given: str) -> int:
    return min(max(int(given), 1), LAST_PAGE) if given.isdecimal() and len(given) < 6 else 1


def _other_page(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"
