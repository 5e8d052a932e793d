"""Beginning, answering and submitting an intake."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from assessments.actions import claims, clearances, owners, results
from assessments.adapters import document_of, tier_of
from assessments.models import Intake, Result
from assessments.models.clearance import STOPPING_TIERS
from assessments.models.intake import IntakeStatus
from assessments.queries.earlier import answered_since
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Page
from assessments.rules.routing import (
    answer_at,
    first_unanswered,
    is_safety,
    with_answers,
    without_safety,
)
from hekas.accounts.actions import consents
from hekas.accounts.consents import ASKED, HEALTH_DATA
from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.messaging.actions import void

DRAFT_LASTS = timedelta(days=30)
OLD, NEWER = "old", "newer"
FINISHED, STOPPED = "they have finished", "an answer asks for something else first"


class AlreadySubmitted(Exception):
    """The answers have been given; a new intake is needed to change them."""


class TakenBack(Exception):
    """Since these questions were begun, their client took back that we may use the answers."""


class Incomplete(Exception):
    """A question that needs an answer has none; `.page` is where to go.

    `.why` where it had one: OLD, or NEWER ones were given elsewhere.
    """

    def __init__(self, page: Page, why: str = "") -> None:
        super().__init__(page.slug)
        self.page, self.why = page, why


class ChangedElsewhere(Exception):
    """Another tab has saved other answers here. `.saved` maps key → answer, `.rev` is of that save."""

    def __init__(self, saved: Mapping[str, Any], rev: int) -> None:
        super().__init__(rev)
        self.saved, self.rev = saved, rev


@transaction.atomic
def start(*, by: Actor, now: datetime, client: Client | None = None, agreed: bool = False) -> Intake:
    """A new, empty intake; `agreed`: to the words of today about health data, before any answer is kept."""
    intake = Intake.objects.create(
        client=client,
        agreed_at=now if agreed else None,
        agreed_version=ASKED[HEALTH_DATA].version if agreed else None,
        questionnaire_version=load_questionnaire().version,
        expires_at=now + DRAFT_LASTS,
    )
    record(by=by, action="intake.started", subject=intake, now=now)
    claims.keep_word(intake, by, now)
    return intake


@transaction.atomic
def renew(earlier: Intake, *, by: Actor, now: datetime, agreed: bool = False) -> Intake:
    """A new intake with the earlier answers, without those to the safety questions: they are asked again."""
    intake = start(by=by, now=now, client=earlier.client, agreed=agreed)
    intake.renews = earlier
    intake.answers = without_safety(load_questionnaire(), earlier.answers)
    intake.asked = earlier.asked
    intake.save(update_fields=["renews", "answers", "asked", "updated_at"])
    return intake


@transaction.atomic
def answer(
    intake: Intake,
    *,
    page: Page,
    given: Mapping[str, Any],
    rev: int,
    by: Actor,
    now: datetime,
    sheet: str = "",
) -> Intake:
    """Save a page and look at safety at once: an emergency or same-day answer stops the intake here.

    `given` maps key → answer; None is not answered. `sheet` names the page in the browser: what was kept from
    it last may be changed, also where it never heard that it was kept. Raises AlreadySubmitted,
    ChangedElsewhere.
    """
    row = _draft(owners.hold_line(intake)[0])
    before = row.answers
    _put(row, page, given, now)
    stops = _stops(row, now)
    if not stops and not (sheet and sheet == row.kept_from):
        _refuse_lost_update(row, before, given, rev)
    row.rev, row.kept_from = row.rev + 1, ""
    changed, was = row.answers != before, row.status
    row.status = IntakeStatus.STOPPED if stops else IntakeStatus.DRAFT
    row.save()
    if stops:
        void(about=row.about, because=STOPPED, now=now)
    if stops and (changed or was != IntakeStatus.STOPPED):
        results.write(row, by=by, now=now)
    if was == IntakeStatus.STOPPED and not stops:
        record(by=by, action="intake.answer_corrected", subject=row, now=now, page=page.slug)
    return row


@transaction.atomic
def keep(
    intake: Intake, *, page: Page, given: Mapping[str, Any], rev: int, now: datetime, sheet: str = ""
) -> Intake:
    """Save what is typed so far, without a look at safety: only somebody who presses on is judged.

    What comes late, behind a newer save of the same `sheet`, is refused as another tab's would be.
    Raises AlreadySubmitted, ChangedElsewhere.
    """
    row = _draft(owners.locked(intake))
    before = row.answers
    _put(row, page, given, now)
    _refuse_lost_update(row, before, given, rev)
    row.rev, row.kept_from = row.rev + 1, sheet
    row.save()
    return row


def submit(intake: Intake, *, by: Actor, now: datetime) -> Result:
    """Hand in the answers: result, clearance and audit in one. A second time gives the first result again.

    Raises Incomplete, also where the safety answers have grown too old, or newer ones were given elsewhere;
    those are then asked again. Raises TakenBack where the client has said no to our using them and has not
    agreed again.
    """
    done = _hand_in(intake, by=by, now=now)
    if isinstance(done, Incomplete):
        raise done
    return done


@transaction.atomic
def _hand_in(intake: Intake, *, by: Actor, now: datetime) -> Result | Incomplete:
    """The result, or what is missing; given back, so that what was forgotten stays forgotten."""
    row, *others = owners.hold_line(intake)
    if row.status != IntakeStatus.DRAFT:
        return row.results.order_by("-made_at", "-id")[0]
    why = _forget_old_safety(row, others, now)
    if page := first_unanswered(load_questionnaire(), row.answers):
        return Incomplete(page, why)
    if row.client is not None and consents.taken_back(row.client, HEALTH_DATA, since=row.agreed_at):
        raise TakenBack
    stops = _stops(row, now)
    row.status = IntakeStatus.STOPPED if stops else IntakeStatus.SUBMITTED
    row.submitted_at = None if stops else now
    row.save()
    void(about=row.about, because=FINISHED, now=now)
    record(by=by, action="intake.submitted", subject=row, now=now, stopped=stops)
    return results.write(row, by=by, now=now)


def _forget_old_safety(row: Intake, others: Sequence[Intake], now: datetime) -> str:
    """Why they are asked again: too old, or from before what the same person has answered since.

    Only a stop stands nevertheless.
    """
    answered = row.safety_answered_at
    if answered is None:
        return ""
    is_outdone = answered_since(row, [one.pk for one in others]) and not _stops(row, now)
    why = NEWER if is_outdone else OLD if now - answered > clearances.lasts() else ""
    if why:
        row.answers = without_safety(load_questionnaire(), row.answers)
        row.safety_answered_at = None
        row.rev += 1
        row.save()
    return why


def _draft(row: Intake) -> Intake:
    if row.status == IntakeStatus.SUBMITTED:
        raise AlreadySubmitted
    return row


def _put(row: Intake, page: Page, given: Mapping[str, Any], now: datetime) -> None:
    row.answers = with_answers(row.answers, given)
    row.asked = {**row.asked, **{question.key: question.ask for question in page.questions}}
    row.questionnaire_version = load_questionnaire().version
    if is_safety(page) and row.safety_answered_at is None:
        row.safety_answered_at = now


def _refuse_lost_update(row: Intake, before: Mapping[str, Any], given: Mapping[str, Any], rev: int) -> None:
    """Another tab may have answered other questions; what it answered to these may not vanish."""
    saved = {key: answer_at(before, key) for key in given}
    if rev != row.rev and any(saved[key] not in (None, given[key]) for key in given):
        raise ChangedElsewhere(saved, row.rev)


def _stops(row: Intake, now: datetime) -> bool:
    """Do the answers so far ask for 999 or 111?"""
    return tier_of(document_of(row.answers, now)) in STOPPING_TIERS
