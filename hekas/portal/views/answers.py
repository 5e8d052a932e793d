"""Whose are the answers that were given on this device before?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from assessments.permissions import newest_found, settle_found
from hekas.accounts.permissions import Permission
from hekas.portal.whose_answers import leave
from hekas.web.access import requires


@requires(Permission.OWN_CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def whose_answers(request: HttpRequest) -> HttpResponse:
    """GET asks and shows nothing of them; POST says so."""
    found, then = newest_found(request), _then(request)
    if found is None:
        leave(request)
        return redirect(then)
    said = request.POST.get("mine", "")
    if said not in ("yes", "no"):
        status = 422 if request.method == "POST" else 200
        return render(
            request, "portal/whose_answers.html", {"at": found.updated_at, "then": then}, status=status
        )
    if said == "yes":
        settle_found(request, is_theirs=True)
    else:
        leave(request)
    return redirect(then)


def _then(request: HttpRequest) -> str:
    """Where they were going; a place of ours only."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours else redirect("portal:after_sign_in").url
