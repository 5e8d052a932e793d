"""Bank holidays for whoever keeps the settings: what would clash, then one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bookings.actions.closures import close_on
from bookings.forms.bank_holidays import BankHolidaysForm
from bookings.queries import bank_holidays as queries
from bookings.queries.availability import zone
from bookings.scheduling.working_time import local_day
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires
from hekas.web.templatetags.plain import counted

STAND = "Visits stand on these days. None was moved: look at each, and ring the client."
AHEAD = 3  # this year and two more: further ahead days are still moved


@requires(Permission.ADMIN_SITE)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_holidays(request: HttpRequest) -> HttpResponse:
    """The days of a year with the visits on them; the ticked ones become closures that can be edited."""
    now = clock.now()
    first = local_day(now, zone()).year
    years = [str(first + n) for n in range(AHEAD)]
    year = request.GET.get("year", "")
    if year not in years:  # the one of the next bank holiday
        year = years[0] if queries.bank_holidays(first, now) else years[1]
    found = queries.bank_holidays(int(year), now)
    form = BankHolidaysForm(request.POST, found=found) if request.method == "POST" else None
    if form is None or not form.is_valid():
        context = {"found": found, "year": year, "years": years, "form": form}
        context["ticked"] = form.data.getlist("days") if form else None
        context["can_close"] = not all(one.is_closed for one in found)
        return render(request, "bookings/desk/bank_holidays.html", context, status=422 if form else 200)
    closed = close_on(form.chosen(), by=actor_of(request), now=now)
    messages.success(request, f"The clinic is closed on {counted(closed.added, 'day')} more.")
    if closed.standing:
        messages.warning(request, STAND)
        return redirect("bookings:to_do")
    return redirect(f"{reverse('bookings:bank_holidays')}?year={year}")
