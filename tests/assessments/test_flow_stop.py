"""A red flag ends the questions at once. It can be corrected, and it is never forgotten."""

import pytest
from django.urls import reverse

from assessments.actions import claims, clearances
from assessments.models import Clearance, Intake, Result
from assessments.queries.advice import AFTER_STOP
from assessments.queries.clearances import advice_for
from hekas.accounts.actions import clients
from hekas.audit.models import AuditEvent
from tests.assessments.conftest import VISITOR, Person

pytestmark = pytest.mark.django_db
NUMB = {"personal_signs": {"safety-numb_saddle": "yes"}}
SWOLLEN = {"one_leg": {"safety-one_leg_swollen": "yes"}}


def stopped_page(person):
    return person.browser.get(reverse("assessments:stopped", args=[person.intake.uuid])).content.decode()


def test_an_emergency_stops_at_that_page(person, now):
    last = person.begin().answer_all(**NUMB)
    assert last.url == reverse("assessments:stopped", args=[person.intake.uuid])
    assert "urgent-leg" not in last.url
    assert (person.intake.status, Result.objects.get().gate) == ("stopped", "redirected")
    assert advice_for(now=now, intake=person.intake).gate == "redirected"


@pytest.mark.parametrize(("answers", "number", "other"), [(NUMB, "999", "111"), (SWOLLEN, "111", "999")])
def test_the_stop_page_has_one_action_and_nothing_else(person, answers, number, other):
    person.begin().answer_all(**answers)
    page = stopped_page(person)
    assert page.count("btn--call") == page.count("tel:") == 1
    assert f'href="tel:{number}"' in page
    assert f'href="tel:{other}"' not in page
    assert page.count("<a ") == 3  # to the page's content, the call, and the mistake
    assert "/bookings/" not in page


def test_it_says_what_to_say_and_not_to_drive(person):
    person.begin().answer_all(**NUMB)
    page = stopped_page(person)
    assert "Do not drive yourself" in page
    assert "New numb feeling between the legs: Yes" in page


def test_the_rest_is_not_asked_and_what_was_given_is_kept(person):
    person.begin().answer_all(**NUMB)
    assert Intake.objects.get().answers["safety"]["breathless_or_chest_pain"] == "no"
    for address in ("assessments:start", "assessments:again"):
        assert person.browser.get(reverse(address)).url.endswith("/stopped/")
    assert person.browser.get(reverse("assessments:check", args=[person.intake.uuid])).url.endswith(
        "/stopped/"
    )


def test_a_mistake_can_be_corrected_and_the_stop_stays_in_the_record(person):
    person.begin().answer_all(**NUMB)
    assert "I ticked that by mistake" in stopped_page(person)
    assert person.url("personal-signs") in stopped_page(person)
    person.send("personal-signs", PERSONAL)
    person.intake.refresh_from_db()
    assert person.intake.status == "draft"
    assert Result.objects.filter(tier="emergency").count() == 1
    assert AuditEvent.objects.filter(action="intake.answer_corrected").count() == 1


PERSONAL = dict.fromkeys(
    (
        "safety-numb_saddle",
        "safety-bladder_or_bowel_change",
        "safety-both_legs_weak_or_numb",
        "safety-dark_urine",
    ),
    "no",
)


def test_after_a_corrected_stop_nobody_books_before_a_therapist_has_spoken(person, now):
    person.begin().answer_all(**NUMB)
    person.send("personal-signs", PERSONAL)
    assert advice_for(now=now, intake=person.intake).gate == "redirected"
    person.answer_all()
    person.hand_in()
    advice = advice_for(now=now, intake=person.intake)
    assert (advice.gate, advice.reasons) == ("held", (AFTER_STOP,))


def test_the_same_stop_again_makes_no_second_result(person):
    person.begin().answer_all(**NUMB)
    person.send("personal-signs", PERSONAL | {"safety-numb_saddle": "yes"})
    assert Result.objects.count() == 1


def test_a_stop_wins_over_a_conflict_between_tabs(person):
    person.begin().answer_all(one_leg={"safety-one_leg_swollen": "not_sure"})
    sent = dict.fromkeys(
        (
            "safety-one_leg_swollen",
            "safety-one_calf_sore_all_the_time",
            "safety-one_calf_warm_or_discoloured",
            "safety-hot_red_tender_patch",
        ),
        "yes",
    )
    assert person.send("one-leg", sent, rev=0).url.endswith("/stopped/")


def test_not_sure_in_an_emergency_asks_a_follow_up_and_holds(person, now):
    person.begin().answer_all(personal_signs={"safety-numb_saddle": "not_sure"})
    assert "wiping" in [page.slug for page in person.route()]
    person.hand_in()
    assert advice_for(now=now, intake=person.intake).gate == "held"


def test_a_stop_of_the_same_address_holds_a_later_open_result(person, stranger, now):
    first = visitor("alice@example.org", now)
    person.begin().answer_all(**NUMB)
    claims.claim(person.intake, client=first, by=VISITOR, now=now)
    stranger.finish()
    claims.claim(stranger.intake, client=visitor("Alice@Example.org", now), by=VISITOR, now=now)
    assert advice_for(now=now, intake=stranger.intake).gate == "held"


def visitor(email, now):
    return clients.of_visitor(name="Alice Demo", email=email, phone="", by=VISITOR, now=now)


def test_a_new_intake_does_not_wash_a_stop_away(person, now, client_record):
    person.begin().answer_all(**NUMB)
    claims.claim(person.intake, client=client_record, by=VISITOR, now=now)
    later = Person()
    later.finish()
    claims.claim(later.intake, client=client_record, by=VISITOR, now=now)
    advice = advice_for(now=now, client=client_record)
    assert (advice.gate, advice.reasons[0]) == ("held", AFTER_STOP)
    assert Clearance.objects.current().filter(client=client_record).count() == 1


def test_once_closed_after_contact_the_person_answers_again_and_is_open(
    person, now, client_record, therapist
):
    person.begin().answer_all(**NUMB)
    claims.claim(person.intake, client=client_record, by=VISITOR, now=now)
    talk = clearances.Contact("Alice", now, "Seen at A&E, all well.")
    stop = Clearance.objects.current().get()
    clearances.close(stop, therapist=therapist, contact=talk, by=VISITOR, now=now)
    advice = advice_for(now=now, client=client_record)
    assert (advice.gate, advice.stale, advice.may_book) == ("held", True, False)
    again = Person()
    again.finish()
    claims.claim(again.intake, client=client_record, by=VISITOR, now=now)
    assert advice_for(now=now, client=client_record).may_book


def test_once_closed_the_browser_that_was_stopped_answers_again(person, now, client_record, therapist):
    """The page of the stop came instead, which leads nowhere, though we had asked for new answers."""
    person.begin().answer_all(**NUMB)
    claims.claim(person.intake, client=client_record, by=VISITOR, now=now)
    talk = clearances.Contact("Alice", now, "Seen at A&E, all well.")
    stop = Clearance.objects.current().get()
    clearances.close(stop, therapist=therapist, contact=talk, by=VISITOR, now=now)
    again = person.browser.get(reverse("assessments:again"))
    assert again.url == reverse("assessments:start")
    assert person.browser.get(again.url).status_code == 200
    anew = Person(person.browser)
    anew.finish()
    assert anew.intake != person.intake
    claims.claim(anew.intake, client=client_record, by=VISITOR, now=now)
    assert advice_for(now=now, client=client_record).may_book


def test_a_second_stop_after_a_talk_holds_its_page(person, now, therapist):
    """A mistake was corrected, and the same answers stop again: nobody has spoken of that."""
    person.begin().answer_all(**NUMB)
    talk = clearances.Contact("Alice", now, "Seen at A&E, all well.")
    clearances.close(
        Clearance.objects.current().get(), therapist=therapist, contact=talk, by=VISITOR, now=now
    )
    person.send("personal-signs", PERSONAL)
    person.answer_all(**SWOLLEN)
    assert Clearance.objects.open_stops().count() == 1
    for address in ("assessments:start", "assessments:again"):
        assert person.browser.get(reverse(address)).url.endswith("/stopped/")


UNSURE = {"personal_signs": {"safety-dark_urine": "not_sure"}}


def test_an_unclear_urgent_sign_is_asked_once_more(person):
    person.begin().answer_all(**UNSURE)
    assert "once-more" in [page.slug for page in person.asked]
    person.hand_in()
    result = person.intake.results.get()
    assert result.answers["safety"]["dark_urine"] == "no"
    assert result.asked["safety.dark_urine"] == "Think of your last wee. Was it the colour of tea or cola?"
    assert result.gate == "open"


def test_still_not_sure_is_held_with_a_call_back_and_111(person):
    result = person.finish(**UNSURE, once_more={"safety-dark_urine": "not_sure"})
    assert result.gate == "held"
    assert "call 111" in person.page.content.decode().lower()
