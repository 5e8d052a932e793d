"""Rules as whoever tunes them reads them: how they did month by month, their text, and proposals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments.engine.ruleset import Basis, Row, Signal
from assessments.engine.tuning import LEAST, Tally, suggested
from assessments.labels import CLINICAL_CAUSES
from assessments.models import RuleProposal
from assessments.presenters.charts import BarChart, bar_chart
from assessments.presenters.conditions import condition_in_words
from assessments.presenters.theirs import of_them
from assessments.queries.agreement import Agreement, total
from assessments.rules import contents_of, load_rules
from assessments.rules.blocks import FILE, NoSuchRow, block_of, with_points
from hekas.accounts.models import User
from hekas.accounts.permissions import Permission

MONTHS = 12  # are drawn
STATUSES = {"open": "Waits for a decision", "approved": "Approved", "refused": "Refused"}
Month = tuple[date, Tally]


@dataclass(frozen=True)
class RuleLine:
    """One rule in the table: `cause` and `row` make its address; without them it is no rule of today."""

    name: str
    cause: str
    row: str
    tally: Tally
    points: int
    advice: str


@dataclass(frozen=True)
class SignalLine:
    """One thing that speaks: its points with their sign, in the third person, and exactly when."""

    points: str
    says: str
    when: str


@dataclass(frozen=True)
class RulePage:
    """One rule: what it says, how it did, and its text, with the weight that the numbers suggest."""

    title: str
    rationale: str
    cause: str
    row: str
    signals: tuple[SignalLine, ...]
    basis: Basis
    tally: Tally
    months: tuple[Month, ...]
    chart: BarChart
    advice: str
    text: str
    suggested_text: str


def by_cause(found: Agreement) -> list[tuple[str, Tally]]:
    return [(CLINICAL_CAUSES[cause], seen) for cause, seen in found.by_cause]


def rule_lines(found: Agreement) -> list[RuleLine]:
    return [_line(name, seen) for name, seen in found.by_rule]


def _line(name: str, seen: Tally) -> RuleLine:
    cause, _, row = name.partition(".")
    known, points = _row(cause, row) is not None, _points(cause, row)
    advice = _advice(points, seen) if known else ""
    return RuleLine(rule_title(name), cause if known else "", row if known else "", seen, points, advice)


def _points(cause: str, row: str) -> int:
    """The strongest that the rule can say; 0 for none of today."""
    found = _row(cause, row)
    return max((signal.points for signal in found.signals), key=abs) if found else 0


def _row(cause: str, row: str) -> Row | None:
    rows = (one for rules in load_rules().causes if rules.id == cause for one in rules.rows)
    return next((one for one in rows if one.id == row), None)


def _advice(points: int, seen: Tally) -> str:
    if seen.total < LEAST:
        return f"Too few to say: under {LEAST} decisions"
    new = suggested(points, seen)
    if new == points:
        return "As it should be" if seen.share >= 67 else "Worth a look: no other weight would fit"
    return f"Worth a look: {points:+d} might be {new:+d}"


def rule_page(cause: str, row: str, months: Sequence[Month]) -> RulePage:
    """Raises NoSuchRow."""
    found = _row(cause, row)
    if found is None:
        raise NoSuchRow(f"{cause}.{row}")
    text = block_of(contents_of()[FILE].decode(), cause, row).text
    seen = total(months)
    return RulePage(
        title=rule_title(f"{cause}.{row}"),
        rationale=found.signals[0].basis.rationale,
        cause=cause,
        row=row,
        signals=tuple(_signal(one) for one in found.signals),
        basis=found.signals[0].basis,
        tally=seen,
        months=tuple(months),
        chart=chart(months),
        advice=_advice(_points(cause, row), seen),
        text=text,
        suggested_text=with_points(text, lambda points: suggested(points, seen)),
    )


def _signal(one: Signal) -> SignalLine:
    points = f"{one.points:+d}".replace("-", "−")
    return SignalLine(points, of_them(one.because), condition_in_words(one.when.text))


def chart(months: Sequence[Month]) -> BarChart:
    """Agreement in percent, the newest months."""
    values = [(f"{month:%b}", float(seen.share)) for month, seen in months[-MONTHS:]]
    return bar_chart("Agreement by month, in percent", "agreement in percent", values, of="Month")


def rule_title(name: str) -> str:
    """A rule in a clinician's words, as its own page is headed; its bare name where the rules lost it."""
    cause, _, row = name.partition(".")
    found = _row(cause, row)
    return f"{CLINICAL_CAUSES[cause]}: {found.title[0].lower()}{found.title[1:]}" if found else name


@dataclass(frozen=True)
class ProposalPage:
    """A proposal: the patch line by line with its kind, and what this person may do with it."""

    row: RuleProposal
    rule: str
    status: str
    lines: tuple[tuple[str, str], ...]
    may_approve: bool
    may_refuse: bool
    may_take_back: bool
    why_not: str
    in_force: bool


def proposal_page(row: RuleProposal, user: User) -> ProposalPage:
    today = load_rules().digest
    is_open, is_own = row.status == "open", row.proposed_by_id == user.pk
    may_decide = is_open and not is_own and user.may(Permission.DECIDE_ON_RULES)
    why_not = _why_not(row, user, today) if is_open else ""
    return ProposalPage(
        row=row,
        rule=rule_title(row.rule),
        status=STATUSES[row.status],
        lines=tuple((_kind(line), line) for line in row.patch.splitlines()),
        may_approve=may_decide and not why_not,
        may_refuse=may_decide,
        may_take_back=is_open and is_own,
        why_not=why_not,
        in_force=row.new_digest == today,
    )


def _why_not(row: RuleProposal, user: User, today: str) -> str:
    if row.proposed_by_id == user.pk:
        return "You proposed it. A clinician other than you decides on it; you may take it back."
    if not user.may(Permission.DECIDE_ON_RULES):
        return "It waits for a registered clinician of the clinic. An admin says who that is."
    changed = row.rules_digest != today
    return (
        "The rules have changed since. Propose it again, so that its effect is reckoned anew."
        if changed
        else ""
    )


def _kind(line: str) -> str:
    if line.startswith(("+++", "---", "@@")):
        return "head"
    return {"+": "new", "-": "old"}.get(line[:1], "same")


def patch_file(row: RuleProposal) -> str:
    """The patch with its record above it: `git apply` skips what comes before the first file."""
    approved = _signed(row.decided_by, row.decided_at, row.decided_why)
    head = [
        f"Rule: {row.rule}",
        f"Against rules {row.rules_version} ({row.rules_digest[:12]})",
        f"Proposed by {_signed(row.proposed_by, row.proposed_at, row.why)}",
        f"Approved by {approved}",
        "Raise the version in ruleset.toml with it.",
    ]
    return "\n".join([*head, "", row.patch])


def _signed(who: User | None, at: datetime | None, why: str) -> str:
    return f"{who} on {at:%Y-%m-%d}: {' '.join(why.split())}"


def statuses(rows: Iterable[RuleProposal]) -> list[tuple[RuleProposal, str, str]]:
    """Each proposal with its rule and its state in words."""
    return [(row, rule_title(row.rule), STATUSES[row.status]) for row in rows]
