"""`manage.py rules check`, `rules diff OLD NEW`, `rules show ID`: for whoever keeps the clinical rules."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessments.engine.ruleset import Ruleset
from assessments.engine.shown import ShownRule, all_rules, find
from assessments.engine.tables import BadRule
from assessments.rules import HERE
from assessments.rules.casebook import read_cases
from assessments.rules.effects import effect
from assessments.rules.versions import rules_at


class Command(BaseCommand):
    help = "Check the clinical rules, compare two versions over all cases, or show one rule."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="read all knowledge files and name what is wrong")
        check.add_argument("version", nargs="?", default=str(HERE), help="a folder, a revision or a number")
        diff = commands.add_parser("diff", help="what changes over all cases")
        diff.add_argument("old", help="a folder, a revision, or a number such as 1.4.5")
        diff.add_argument("new", nargs="?", default=str(HERE), help="likewise; default: here")
        diff.add_argument("--cases", default=str(settings.BASE_DIR / "tests" / "cases"))
        show = commands.add_parser("show", help="one rule with its wording, source and grade")
        show.add_argument("id", help="such as E1, U1-girth, calf_weakness.heel_raises, night_cramps")

    def handle(self, *args: Any, **options: Any) -> None:
        command: Callable[[dict[str, Any]], Iterator[str]] = COMMANDS[options["command"]]
        try:
            for line in command(options):
                self.stdout.write(line)
        except BadRule as fault:
            self.stdout.write(str(fault))
            sys.exit(1)


def check(options: dict[str, Any]) -> Iterator[str]:
    """Raises BadRule."""
    rules = rules_at(options["version"])
    shown = list(all_rules(rules))
    today = timezone.localdate()
    yield f"The rules can be read: version {rules.version}, {len(shown)} rules."
    yield f"digest {rules.digest}"
    unsigned = sum(not rule.basis.review.reviewer for rule in shown)
    if unsigned:
        yield f"Not yet agreed by a clinician: {unsigned} of {len(shown)}."
    yield from (f"Review overdue: {rule.names[0]}" for rule in shown if _is_overdue(rule, today))


def _is_overdue(rule: ShownRule, today: date) -> bool:
    return rule.basis.review.review_due < today


def diff(options: dict[str, Any]) -> Iterator[str]:
    """Raises BadRule."""
    old, new = _named(options["old"]), _named(options["new"])
    found = effect(old, new, read_cases(Path(options["cases"])))
    yield from found.lines
    yield f"{old.version} → {new.version}: {found.changed} of {found.cases} cases change."


def _named(version: str) -> Ruleset:
    """As `rules_at`; the fault says which of two versions it is in."""
    try:
        return rules_at(version)
    except BadRule as fault:
        raise BadRule(f"{fault.file} of {version}", fault.rule, fault.field, fault.fault) from fault


def show(options: dict[str, Any]) -> Iterator[str]:
    found = find(rules_at(str(HERE)), options["id"])
    if not found:
        yield f"No rule is called {options['id']}."
        sys.exit(1)
    for rule in found:
        yield from _lines(rule)


def _lines(rule: ShownRule) -> Iterator[str]:
    basis, review = rule.basis, rule.basis.review
    signed = f"{review.reviewer} on {review.reviewed_on}" if review.reviewer else "no clinician yet"
    yield f"{rule.names[0]} ({rule.kind})"
    yield from (f"  {label}: {text}" for label, text in rule.lines)
    yield f"  why so: {basis.rationale}"
    yield f"  source: {', '.join(basis.sources)}; grade {basis.grade}"
    yield f"  author: {review.author}; agreed by: {signed}; review due: {review.review_due}"


COMMANDS: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {"check": check, "diff": diff, "show": show}
