"""Nobody sees what is not theirs. Alice owns; Bob is a stranger; a therapist and an admin are neither."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.actions import claims, intakes, unfinished
from assessments.permissions import OWN_INTAKES
from assessments.queries.clearances import advice_for
from hekas.accounts.models import Client, User
from tests.assessments.agreed import AGREED
from tests.assessments.conftest import VISITOR, Person

pytestmark = pytest.mark.django_db


def own_addresses(person, result):
    names = ("check", "submit", "stopped")
    own = [reverse(f"assessments:{name}", args=[person.intake.uuid]) for name in names]
    keep = reverse("assessments:keep", args=[person.intake.uuid, "goals"])
    shown = [reverse(f"assessments:{name}", args=[result.uuid]) for name in ("result", "reach_me")]
    return [*own, person.url("goals"), keep, *shown]


def test_someone_elses_intake_and_result_are_not_there(person, stranger, sign_in, therapist):
    result = person.finish()
    stranger.begin()
    admin = User.objects.create_user("admin@example.org", "a long password", role="admin")
    browsers = (Browser(), stranger.browser, sign_in(therapist.user), sign_in(admin))
    for address in own_addresses(person, result):
        for browser in browsers:
            codes = {browser.get(address).status_code, browser.post(address, {}).status_code}
            assert codes <= {404, 405}
            assert 404 in codes


def test_an_account_owns_its_intake_on_any_phone(person, sign_in, now):
    result = person.finish()
    alice = tied(person, "alice", now)
    bob = User.objects.create_user("bob@example.org", "a long password")
    url = reverse("assessments:result", args=[result.uuid])
    assert sign_in(alice).get(url).status_code == 200
    assert sign_in(bob).get(url).status_code == 404


def test_once_an_account_owns_it_the_old_session_alone_does_not_open_it(person, sign_in, now):
    result = person.finish()
    tied(person, "alice", now)
    url = reverse("assessments:result", args=[result.uuid])
    assert person.browser.get(url).status_code == 404
    bob = sign_in(User.objects.create_user("bob@example.org", "a long password"))
    session = bob.session
    session[OWN_INTAKES] = [str(person.intake.uuid)]
    session.save()
    assert bob.get(url).status_code == 404


def tied(person, name, now):
    user = User.objects.create_user(f"{name}@example.org", "a long password")
    client = Client.objects.create(user=user, name=name, email=user.email)
    claims.claim(person.intake, client=client, by=VISITOR, now=now)
    return user


def test_what_is_anothers_cannot_be_claimed(person, now, client_record):
    person.finish()
    claims.claim(person.intake, client=client_record, by=VISITOR, now=now)
    claims.claim(person.intake, client=client_record, by=VISITOR, now=now)
    other = Client.objects.create(name="Bob Demo", email="bob@example.org")
    with pytest.raises(claims.BelongsToAnother):
        claims.claim(person.intake, client=other, by=VISITOR, now=now)


def test_staff_pages_are_not_for_clients(person, sign_in):
    result = person.finish(sudden_change={"safety-pop_felt_in_calf": "not_sure"})
    alice = sign_in(User.objects.create_user("alice@example.org", "a long password"))
    clearance = result.clearances.get()
    addresses = [
        reverse("assessments:held"),
        reverse("assessments:client_result", args=[result.uuid]),
        reverse("assessments:release", args=[clearance.uuid]),
        reverse("assessments:close", args=[clearance.uuid]),
    ]
    assert [alice.get(address).status_code for address in addresses] == [404] * 4
    assert {person.browser.get(address).status_code for address in addresses} == {302}


def test_two_tabs_lose_nothing(person):
    person.begin().answer_all()
    old = person.intake.rev
    person.send("goals", {"goals": "Sleep through"}, rev=old)
    clash = person.send("goals", {"goals": "Run a 10k"}, rev=old)
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "Sleep through" in page
    assert "Run a 10k" in page
    person.intake.refresh_from_db()
    assert person.intake.answers["goals"] == "Sleep through"
    person.send("goals", {"goals": "Run a 10k"})
    person.intake.refresh_from_db()
    assert person.intake.answers["goals"] == "Run a 10k"


def test_two_tabs_on_different_pages_both_save(person):
    person.begin().answer_all()
    old = person.intake.rev
    person.send("goals", {"goals": "Sleep through"}, rev=old)
    person.send("joints", {"body-hip_tightness": "yes"}, rev=old)
    person.intake.refresh_from_db()
    assert (person.intake.answers["goals"], person.intake.answers["body"]["hip_tightness"]) == (
        "Sleep through",
        "yes",
    )


@pytest.mark.parametrize("rev", ["", "x", "-1", "9" * 400, "٣"])
def test_a_rev_that_is_no_number_overwrites_nothing(person, rev):
    person.begin().answer_all()
    person.send("goals", {"goals": "Sleep through"})
    assert person.send("goals", {"goals": "Fly"}, rev=rev).status_code == 409


def test_old_answers_are_asked_again_and_the_rest_is_kept(person, now):
    person.finish(goals={"goals": "Sleep through"})
    stale = advice_for(now=now + timedelta(days=15), intake=person.intake)
    assert (stale.stale, stale.may_book) == (True, False)
    person.browser.post(reverse("assessments:again"), AGREED)
    again = Person(person.browser)
    again.intake = person.intake.renewals.get()
    again.answer_all()
    assert "goals" not in [page.slug for page in again.asked]
    again.hand_in()
    assert again.intake.results.get().answers["goals"] == "Sleep through"


def test_a_draft_that_grew_old_asks_safety_again(person, now):
    person.begin().answer_all()
    with pytest.raises(intakes.Incomplete) as fault:
        intakes.submit(person.intake, by=VISITOR, now=now + timedelta(days=15))
    assert fault.value.page.slug == "breathing-and-head"
    person.intake.refresh_from_db()
    assert "dark_urine" not in person.intake.answers.get("safety", {})


def test_drafts_that_nobody_came_back_to_are_deleted(person, stranger, now):
    person.begin()
    stranger.begin().answer_all(personal_signs={"safety-numb_saddle": "yes"})
    assert unfinished.forget_abandoned(now=now + timedelta(days=29)) == 0
    assert unfinished.forget_abandoned(now=now + timedelta(days=31)) == 1


def test_an_earlier_result_stays_readable_and_offers_no_booking(person):
    first = person.finish()
    person.browser.post(reverse("assessments:again"), AGREED)
    again = Person(person.browser)
    again.intake = person.intake.renewals.get()
    again.answer_all()
    again.hand_in()
    page = person.browser.get(reverse("assessments:result", args=[first.uuid])).content.decode()
    assert "You have answered again since" in page
    assert "See free times" not in page


def test_a_result_that_grew_old_asks_again_before_booking(person):
    result = person.finish()
    aged = result.made_at - timedelta(days=15)
    result.clearances.update(answered_at=aged, expires_at=aged + timedelta(days=14))
    page = person.browser.get(reverse("assessments:result", args=[result.uuid])).content.decode()
    assert reverse("assessments:again") in page
    assert "See free times" not in page
