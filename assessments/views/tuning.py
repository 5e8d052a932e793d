"""Where rules and therapists differ, and changes of the rules: proposed, then decided by a clinician."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import rule_proposals
from assessments.engine.tables import BadRule
from assessments.forms.rule_proposals import APPROVE, ProposalForm, VerdictForm, WhyForm
from assessments.models import RuleProposal
from assessments.permissions_care import approved_proposal_or_404, own_proposal_or_404, proposal_or_404
from assessments.presenters import rules as shown
from assessments.queries.agreement import agreement as agreement_of
from assessments.queries.agreement import proposals, rule_history
from assessments.rules.blocks import NoSuchRow
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import requires

REFUSED = {
    rule_proposals.DecidedAlready: "Somebody has decided on this already.",
    rule_proposals.OwnProposal: "You proposed it, so another clinician decides on it.",
    rule_proposals.RulesHaveChanged: "The rules have changed since. Propose it again.",
}


@requires(Permission.TUNE_RULES)
@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """Agreement by cause, by rule and by month, over all visits; names nobody who came."""
    found = agreement_of()
    context = {
        "by_cause": shown.by_cause(found),
        "by_rule": shown.rule_lines(found),
        "chart": shown.chart(found.by_month),
        "by_month": found.by_month,
        "proposals": shown.statuses(proposals()),
    }
    return render(request, "assessments/care/agreement.html", context)


@requires(Permission.TUNE_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, cause: str, row: str) -> HttpResponse:
    """One rule, how it did, and a form to propose another text for it."""
    try:
        page = shown.rule_page(cause, row, rule_history(f"{cause}.{row}"))
    except NoSuchRow:
        raise Http404("no such rule") from None
    form = ProposalForm(request.POST or None, initial={"text": page.suggested_text})
    if form.is_valid():
        proposal = _propose(request, cause, row, form)
        if proposal is not None:
            return redirect("assessments:rule_proposal", proposal.uuid)
    return render(request, "assessments/care/rule.html", {"page": page, "form": form})


def _propose(request: HttpRequest, cause: str, row: str, form: ProposalForm) -> RuleProposal | None:
    """The stored proposal; None where the form now says what is wrong."""
    told = {"user": request.user, "by": actor_of(request), "now": clock.now()}
    try:
        return rule_proposals.propose(cause, row, **form.cleaned_data, **told)
    except BadRule as fault:
        form.add_error("text", f"This can't be read as a rule. {fault}")
    except rule_proposals.NothingChanged:
        form.add_error("text", "This is the rule as it stands. Change something first.")
    except rule_proposals.NoCases:
        form.add_error(None, "There are no cases here to weigh the change on.")
    return None


@requires(Permission.TUNE_RULES)
@require_safe
def rule_proposal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A proposal with its patch and effect, and what approving it does and does not change."""
    return _proposal(request, proposal_or_404(uuid), WhyForm())


@requires(Permission.DECIDE_ON_RULES)
@require_POST
def decide_proposal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A clinician approves or refuses what somebody else proposed."""
    row, form = proposal_or_404(uuid), VerdictForm(request.POST)
    if not form.is_valid():
        return _proposal(request, row, form)
    approve = form.cleaned_data["verdict"] == APPROVE
    return _close(request, row, rule_proposals.decide, approve=approve, why=form.cleaned_data["why"])


@requires(Permission.TUNE_RULES)
@require_POST
def take_back_proposal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whoever proposed a change withdraws it."""
    row, form = own_proposal_or_404(request, uuid), WhyForm(request.POST)
    if not form.is_valid():
        return _proposal(request, row, form)
    return _close(request, row, rule_proposals.take_back, why=form.cleaned_data["why"])


def _proposal(request: HttpRequest, row: RuleProposal, form: WhyForm) -> HttpResponse:
    context = {"page": shown.proposal_page(row, request.user), "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/care/proposal.html", context, status=status)


def _close(request: HttpRequest, row: RuleProposal, act: Any, **said: Any) -> HttpResponse:
    try:
        act(row, **said, user=request.user, by=actor_of(request), now=clock.now())
    except tuple(REFUSED) as fault:
        messages.error(request, REFUSED[type(fault)])
    return redirect("assessments:rule_proposal", row.uuid)


@requires(Permission.TUNE_RULES)
@require_safe
def rule_patch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The patch of an approved proposal, to apply in a reviewed change; there is none before."""
    row = approved_proposal_or_404(uuid)
    headers = {"Content-Disposition": f'attachment; filename="{row.rule}.patch"'}
    return HttpResponse(shown.patch_file(row), content_type="text/x-patch; charset=utf-8", headers=headers)
