"""Two records of one person: which they may be, and making them one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.privacy.actions import merging
from hekas.privacy.forms import MergeForm
from hekas.privacy.permissions import record_or_404
from hekas.privacy.presenters.doubles import choice_of, contacts_of
from hekas.privacy.queries.doubles import alike, suspected
from hekas.web.access import requires


@requires(Permission.MERGE_RECORDS)
@require_safe
def same_person(request: HttpRequest) -> HttpResponse:
    """Records that share an address or a number with another."""
    rows = [contacts_of(client) for client in suspected()]
    return render(request, "privacy/same_person.html", {"rows": rows})


@requires(Permission.MERGE_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One record, those that are like it, and the button that makes two of them one."""
    keep = record_or_404(uuid)
    found = {str(like.client.uuid): like for like in alike(keep)}
    others = [(key, choice_of(like)) for key, like in found.items()]
    form = MergeForm(request.POST if request.method == "POST" else None, others=others)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        gone = found[said["other"]].client
        try:
            merging.merge(keep, gone, reason=said["reason"], by=actor_of(request), now=clock.now())
        except merging.CannotMerge as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, f"Done. {keep.name} has one record.")
            return redirect("privacy:same_person")
    context = {"record": contacts_of(keep), "form": form, "has_others": bool(others)}
    return render(request, "privacy/merge.html", context, status=422 if form.errors else 200)
