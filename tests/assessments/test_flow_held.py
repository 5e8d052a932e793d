"""Held results: kindly told to the person, seen by the right therapists, released in writing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from assessments.actions import claims, clearances
from assessments.models import Clearance
from assessments.presenters.flagged import whats_of
from assessments.queries.advice import AFTER_HELD, AFTER_STOP, SPEAK_FIRST
from assessments.queries.clearances import advice_for
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.assessments.conftest import VISITOR
from tests.bookings.safety.people import CLOT, HELD, give

pytestmark = pytest.mark.django_db
UNSURE = {"sudden_change": {"safety-pop_felt_in_calf": "not_sure"}}
MINOR = {"about_you": {"about-age": "16", "about-sex": "male"}}
REACH = {"name": "Alice Demo", "phone": "07400 123456", "email": "alice@example.org"}


def held(person, **answers):
    result = person.finish(**(answers or UNSURE))
    person.browser.post(reverse("assessments:reach_me", args=[result.uuid]), REACH)
    return Clearance.objects.current().get()


def release_url(clearance):
    return reverse("assessments:release", args=[clearance.uuid])


def test_not_sure_holds_and_says_so_kindly(person, now):
    result = person.finish(**UNSURE)
    page = person.page.content.decode()
    assert result.gate == "held"
    assert "A therapist will read your answers first" in page
    assert "How can a therapist reach you?" in page
    assert "A therapist rings you, usually on the same working day." in page
    assert "See free times" not in page
    assert not advice_for(now=now, intake=person.intake).may_book


def test_a_list_that_somebody_cannot_go_through_holds_too(person):
    result = person.finish(conditions={"health-conditions": "unsure"})
    assert (result.gate, "conditions" in result.answers["health"]) == ("held", False)
    assert result.snapshot["triage"]["unanswered"] == ["health.conditions"]
    assert "left_open" not in result.answers


def test_who_leaves_a_number_is_put_in_the_queue_with_neutral_words(person, therapist):
    held(person)
    message = OutboundMessage.objects.get()
    assert (message.template, message.user) == ("held_for_review", therapist.user)
    assert set(message.context) == {"queue_url"}
    page = person.browser.get(reverse("assessments:result", args=[person.intake.results.get().uuid]))
    assert "a therapist rings you" in page.content.decode()


def test_a_wrong_number_is_named_and_nothing_is_lost(person):
    result = person.finish(**UNSURE)
    again = person.browser.post(
        reverse("assessments:reach_me", args=[result.uuid]), REACH | {"phone": "12 is my lucky number"}
    )
    assert again.status_code == 422
    assert "Enter a phone number like 07400 123456" in again.content.decode()
    assert 'value="Alice Demo"' in again.content.decode()


def test_the_therapist_sees_who_waits_and_reading_is_audited(person, therapist, sign_in):
    clearance = held(person)
    browser = sign_in(therapist.user)
    assert "Alice Demo" in browser.get(reverse("assessments:held")).content.decode()
    page = browser.get(reverse("assessments:client_result", args=[clearance.result.uuid]))
    assert "Did you lately feel a pop, a snap or a kick in your calf?" in page.content.decode()
    read = AuditEvent.objects.get(action="result.read")
    assert (read.subject_uuid, read.actor_id) == (clearance.result.uuid, str(therapist.user.uuid))


def test_a_release_needs_a_reason_and_opens_booking(person, therapist, sign_in, now):
    clearance = held(person)
    browser = sign_in(therapist.user)
    told = clearance.result.snapshot["triage"]["held_because"][0]
    assert escape(told) in browser.get(release_url(clearance)).content.decode()
    assert browser.post(release_url(clearance), {"reason": "  "}).status_code == 422
    assert not advice_for(now=now, intake=person.intake).may_book
    browser.post(release_url(clearance), {"reason": "Rang Alice: it was a click in the ankle, years ago."})
    clearance.refresh_from_db()
    assert (clearance.released_by, clearance.release_reason[:10]) == (therapist, "Rang Alice")
    assert advice_for(now=now, intake=person.intake).may_book
    assert AuditEvent.objects.filter(action="clearance.released").count() == 1


def test_what_was_released_is_held_again_by_hand_and_the_client_reads_no_reason(
    person, therapist, sign_in, now
):
    clearance = held(person)
    clearance.client.home_therapist = therapist
    clearance.client.save()
    browser = sign_in(therapist.user)
    browser.post(release_url(clearance), {"reason": "Rang Alice, all well."})
    answers = reverse("assessments:client_result", args=[clearance.result.uuid])
    hold = reverse("assessments:hold", args=[clearance.uuid])
    assert hold in browser.get(answers).content.decode()
    assert browser.post(hold, {"reason": " "}).status_code == 422
    assert browser.post(hold, {"reason": "Her GP rang about a scan."}).status_code == 302
    for page in (answers, reverse("assessments:held")):
        assert "Her GP rang about a scan." in browser.get(page).content.decode()
    assert not advice_for(now=now, intake=person.intake).may_book
    own = person.browser.get(reverse("assessments:result", args=[clearance.result.uuid])).content.decode()
    assert SPEAK_FIRST in own and "scan" not in own and "See free times" not in own
    assert "guardian" not in own and "under 18" not in own
    assert browser.get(hold).status_code == 404
    assert release_url(clearance) in browser.get(answers).content.decode()
    assert "Her GP rang about a scan." in browser.get(release_url(clearance)).content.decode()


def test_who_is_let_through_and_in_nobodys_care_leaves_no_page_that_is_not_there(person, therapist, sign_in):
    """They waited for whoever was free first; the second of two presses is the one whose page is seen."""
    clearance = held(person)
    browser = sign_in(therapist.user)
    for _ in range(2):
        page = browser.post(release_url(clearance), {"reason": "Rang Alice."}, follow=True)
        assert page.status_code == 200
        assert "Their answers are closed to you now." in page.content.decode()
    assert AuditEvent.objects.filter(action="clearance.released").count() == 1


def test_a_released_clearance_grows_old_like_any_other(person, therapist, sign_in, now):
    clearance = held(person)
    sign_in(therapist.user).post(release_url(clearance), {"reason": "Rang."})
    later = advice_for(now=now + timedelta(days=15), intake=person.intake)
    assert (later.gate, later.stale, later.may_book) == ("open", True, False)


def test_a_minor_is_released_only_with_a_guardian(person, therapist, sign_in):
    clearance = held(person, **MINOR)
    browser = sign_in(therapist.user)
    refused = browser.post(release_url(clearance), {"reason": "Fine by me"})
    assert refused.status_code == 422
    assert "Enter who is responsible and what was agreed" in refused.content.decode()
    browser.post(release_url(clearance), {"reason": "Rang.", "guardian_note": "Mother comes along."})
    clearance.refresh_from_db()
    assert clearance.guardian_note == "Mother comes along."


def test_another_therapists_client_is_not_there(person, therapist, other_therapist, sign_in):
    clearance = held(person)
    clearance.client.home_therapist = therapist
    clearance.client.save()
    browser = sign_in(other_therapist.user)
    assert "Alice" not in browser.get(reverse("assessments:held")).content.decode()
    things = {"client_result": clearance.result, **dict.fromkeys(("release", "hold", "close"), clearance)}
    for name, thing in things.items():
        assert browser.get(reverse(f"assessments:{name}", args=[thing.uuid])).status_code == 404


def test_a_client_without_anything_to_look_at_is_no_ones_to_read(
    person, therapist, sign_in, client_record, now
):
    result = person.finish()
    claims.claim(person.intake, client=client_record, by=VISITOR, now=now)
    url = reverse("assessments:client_result", args=[result.uuid])
    assert sign_in(therapist.user).get(url).status_code == 404


def test_contradictions_stand_side_by_side(person, therapist, sign_in):
    swollen = {"support": {"health-needs_support": "no", "health-free_text": "My left calf has ballooned."}}
    clearance = held(person, **swollen)
    page = sign_in(therapist.user).get(reverse("assessments:client_result", args=[clearance.result.uuid]))
    words = page.content.decode()
    assert clearance.gate == "held"
    assert "These do not go together" in words
    assert "My left calf has ballooned." in words


def test_a_stop_is_closed_only_with_the_talk(person, therapist, sign_in, client_record, now):
    person.begin().answer_all(personal_signs={"safety-numb_saddle": "yes"})
    claims.claim(person.intake, client=client_record, by=VISITOR, now=now)
    clearance = Clearance.objects.current().get()
    browser = sign_in(therapist.user)
    assert browser.get(release_url(clearance)).status_code == 404
    read = reverse("assessments:client_result", args=[clearance.result.uuid])
    assert "Good until" not in browser.get(read).content.decode()
    close = reverse("assessments:close", args=[clearance.uuid])
    assert browser.post(close, {"said": "x"}).status_code == 422
    talk = {"spoke_with": "Alice", "said": "She is at A&E.", "spoke_at_0": "1", "spoke_at_1": "11"}
    browser.post(close, talk | {"spoke_at_2": "2026", "spoke_at_3": "9am"})
    clearance.refresh_from_db()
    assert (clearance.closed_by, clearance.contact_with) == (therapist, "Alice")
    assert clearance.released_at is None


def test_a_recent_clot_waits_for_a_doctors_word_and_can_then_be_released(person, therapist, sign_in, now):
    result = person.finish(clot_chances={"safety-clot_risks": "clot_within_6_months"})
    assert "Ask your doctor first" in person.page.content.decode()
    assert advice_for(now=now, intake=person.intake).gate == "redirected"
    sign_in(therapist.user).post(
        release_url(result.clearances.get()), {"reason": "Letter of the doctor seen."}
    )
    assert advice_for(now=now, intake=person.intake).may_book


def test_another_answer_does_not_end_the_wait_for_a_doctors_word(therapist, now, client_record):
    for given in (CLOT, {}, {}):
        give(client_record, given, now)
    advice = advice_for(now=now, client=client_record)
    assert (advice.gate, advice.reasons[0]) == ("held", AFTER_STOP)
    waiting = Clearance.objects.current().get(client=client_record)
    clearances.release(waiting, therapist=therapist, reason="Letter of the doctor seen.", by=VISITOR, now=now)
    assert advice_for(now=now, client=client_record).may_book


@pytest.mark.parametrize("times", [1, 2])
def test_after_the_doctors_word_later_answers_are_open_again(times, therapist, now, client_record):
    for given in [CLOT] * times:
        give(client_record, given, now)
    waiting = Clearance.objects.current().get(client=client_record)
    clearances.release(waiting, therapist=therapist, reason="Letter seen.", by=VISITOR, now=now)
    give(client_record, now=now)
    assert advice_for(now=now, client=client_record).may_book


THINNER = {"health": {"medicines": ["anticoagulant"]}}


@pytest.mark.parametrize("told", [THINNER, HELD], ids=["K1", "K7"])
def test_another_answer_does_not_undo_what_holds_until_a_therapist_has_asked(
    told, therapist, now, client_record
):
    for given in (told, {}, {}):
        give(client_record, given, now)
    advice = advice_for(now=now, client=client_record)
    assert (advice.gate, advice.reasons[0]) == ("held", AFTER_HELD)
    waiting = Clearance.objects.current().get(client=client_record)
    clearances.release(waiting, therapist=therapist, reason="Rang: it was a mistake.", by=VISITOR, now=now)
    give(client_record, now=now)
    assert advice_for(now=now, client=client_record).may_book


def test_the_same_answer_again_needs_no_look_back(now, client_record):
    for given in (HELD, HELD):
        give(client_record, given, now)
    waiting = Clearance.objects.current().get(client=client_record)
    assert (waiting.gate, waiting.follows_stop) == ("held", None)


def test_another_thing_told_instead_does_not_hide_the_first(now, client_record):
    for given in (THINNER, HELD):
        give(client_record, given, now)
    waiting = Clearance.objects.current().get(client=client_record)
    assert "K1" in {flag["id"] for flag in waiting.follows_stop.result.snapshot["triage"]["flags"]}


def test_telling_the_second_thing_again_does_not_hide_the_first(now, client_record):
    for given in (THINNER, HELD, HELD, HELD):
        give(client_record, given, now)
    waiting = Clearance.objects.current().get(client=client_record)
    assert "K1" in {flag["id"] for flag in waiting.follows_stop.result.snapshot["triage"]["flags"]}


def test_an_answer_that_was_not_sure_is_settled_by_answering_it(now, client_record):
    for given in ({"safety": {"pop_felt_in_calf": "not_sure"}}, {}):
        give(client_record, given, now)
    assert advice_for(now=now, client=client_record).may_book


@pytest.mark.parametrize("told", [THINNER, HELD], ids=["K1", "K7"])
def test_the_therapist_reads_what_was_told_before_wherever_they_may_release(
    told, therapist, now, client_record, sign_in
):
    for given in (told, {}):
        give(client_record, given, now)
    waiting = Clearance.objects.current().get(client=client_record)
    (what,) = whats_of(waiting.follows_stop.result.snapshot["triage"])
    browser, result = sign_in(therapist.user), waiting.result
    for href in (
        reverse("assessments:held"),
        reverse("assessments:client_result", args=[result.uuid]),
        release_url(waiting),
    ):
        assert escape(what) in browser.get(href).content.decode()
    said = {"reason": "Rang: it was a mistake."}
    browser.post(release_url(waiting), said)  # of a page that did not show it
    assert not advice_for(now=now, client=client_record).may_book
    shown = browser.get(release_url(waiting)).context["standing"].as_shown
    browser.post(release_url(waiting), said | {"held": shown})
    assert advice_for(now=now, client=client_record).may_book
    assert (
        "left out now"
        not in browser.get(reverse("assessments:client_result", args=[result.uuid])).content.decode()
    )
