"""A change of the rules: proposed by one person with what it would do, decided by another with a reason.

Nothing here writes a rule. An approved proposal is a patch and a record; somebody applies it in a reviewed
change of the repository.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from assessments.models import RuleProposal
from assessments.queries.agreement import rule_history, total
from assessments.queries.hindsight import hindsight
from assessments.rules import contents_of, load_rules, rules_of
from assessments.rules.blocks import FILE, block_of, patch, replaced
from assessments.rules.casebook import read_cases
from assessments.rules.effects import effect
from hekas.accounts.actions.presses import one_at_a_time
from hekas.accounts.models import User
from hekas.accounts.permissions import Permission
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.faults import still

CASES = settings.BASE_DIR / "tests" / "cases"
MOST_LINES = 400  # of the effect are kept; how many cases change is always counted in full


class NothingChanged(ValueError):
    """The text is the rule as it stands."""


class NoCases(RuntimeError):
    """There are no cases to weigh the change on: nobody may propose blindly."""


class DecidedAlready(Exception):
    """Somebody has decided on this proposal; that stays."""


class NotAClinician(Exception):
    """Only whom an admin has named a clinician decides on a change of the rules."""


class OwnProposal(Exception):
    """Whoever proposed a change does not decide on it: another clinician does."""


class NotTheirs(Exception):
    """Only whoever proposed a change takes it back."""


class RulesHaveChanged(Exception):
    """The rules are others than those that the proposal was weighed against; it is to be made anew."""


@transaction.atomic
def propose(
    cause: str, row: str, *, text: str, why: str, user: User, by: Actor, now: datetime
) -> RuleProposal:
    """Keep a new text for one row of a cause. Raises NoSuchRow, BadRule, NothingChanged, NoCases."""
    contents, rule = contents_of(), f"{cause}.{row}"
    old = contents[FILE].decode()
    new = replaced(old, block_of(old, cause, row), text, row)
    if new == old:
        raise NothingChanged
    changed = rules_of({**contents, FILE: new.encode()})
    rules = load_rules()
    one_at_a_time(by)
    twice = RuleProposal.objects.filter(status="open", rule=rule, proposed_by=user, why=why.strip())
    if already := twice.filter(new_digest=changed.digest, rules_digest=rules.digest).first():
        return already
    proposal = RuleProposal.objects.create(
        rule=rule,
        rules_version=rules.version,
        rules_digest=rules.digest,
        new_digest=changed.digest,
        patch=patch(old, new),
        why=why.strip(),
        evidence=asdict(total(rule_history(rule))),
        effect=_effect(rules, changed),
        proposed_by=user,
        proposed_at=now,
    )
    record(by=by, action="rule.proposed", subject=proposal, now=now, rule=rule)
    return proposal


def _effect(rules: Any, changed: Any) -> dict[str, Any]:
    """Over all cases, and over the visits that therapists have decided on."""
    found = effect(rules, changed, read_cases(CASES))
    if not found.cases:
        raise NoCases
    kept = {"lines": list(found.lines[:MOST_LINES]), "changed": found.changed, "cases": found.cases}
    return {**kept, "decided": asdict(hindsight(rules, changed))}


@transaction.atomic
def decide(
    proposal: RuleProposal, *, approve: bool, why: str, user: User, by: Actor, now: datetime
) -> RuleProposal:
    """A clinician approves or refuses it, by name and with a reason; never one's own.

    Raises DecidedAlready, NotAClinician, OwnProposal, RulesHaveChanged.
    """
    row = _open(proposal)
    if not user.may(Permission.DECIDE_ON_RULES):
        raise NotAClinician
    if row.proposed_by_id == user.pk:
        raise OwnProposal
    if approve and row.rules_digest != load_rules().digest:
        raise RulesHaveChanged
    return _close(row, "approved" if approve else "refused", why=why, user=user, by=by, now=now)


@transaction.atomic
def take_back(proposal: RuleProposal, *, why: str, user: User, by: Actor, now: datetime) -> RuleProposal:
    """Whoever proposed it withdraws it, with a reason. Raises DecidedAlready, NotTheirs."""
    row = _open(proposal)
    if row.proposed_by_id != user.pk:
        raise NotTheirs
    return _close(row, "refused", why=why, user=user, by=by, now=now)


def _open(proposal: RuleProposal) -> RuleProposal:
    row = still(RuleProposal.objects.select_for_update(), pk=proposal.pk)
    if row.status != "open":
        raise DecidedAlready
    return row


def _close(row: RuleProposal, status: str, *, why: str, user: User, by: Actor, now: datetime) -> RuleProposal:
    row.status = status
    row.decided_by, row.decided_at, row.decided_why = user, now, why.strip()
    row.save(update_fields=["status", "decided_by", "decided_at", "decided_why", "updated_at"])
    record(by=by, action=f"rule.{row.status}", subject=row, now=now, rule=row.rule)
    return row
