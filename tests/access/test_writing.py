"""Who of the clinic writes to a client and who reads what of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hekas.accounts.models import Client, User
from hekas.audit.models import AuditEvent
from hekas.messaging.actions import writing
from hekas.messaging.models import OutboundMessage, WrittenMessage
from tests.access.people import ALICE, AMIRA, BOB, DAN, JO

pytestmark = pytest.mark.django_db
TEXT = "We found your scarf. It is at the desk."


def page_of(house):
    return reverse("portal:write_to_client", args=[house.alice.client.uuid])


def read_by(browsers, who):
    return browsers.of(who).get(reverse("messaging:own")).content.decode()


@pytest.mark.parametrize(("who", "sender"), [(AMIRA, "Demo Amira"), (JO, "The desk")])
def test_what_is_sent_is_read_by_its_client_alone_who_says_so(house, browsers, who, sender):
    WrittenMessage.objects.filter(client=house.alice.client).delete()
    page = browsers.of(who).post(page_of(house), {"text": TEXT}, follow=True).content.decode()
    assert "Sent to Alice Demo-Quill. An e-mail tells them that it is there." in page
    assert TEXT in page and "not marked as read yet" in page
    home, row = reverse("portal:home_client"), WrittenMessage.objects.get(text=TEXT)
    assert "We have written to you" in browsers.of(ALICE).get(home).content.decode()
    own = read_by(browsers, ALICE)
    assert TEXT in own and sender in own and "New" in own and str(row.uuid) in own
    assert TEXT not in read_by(browsers, BOB)
    browsers.of(BOB).post(reverse("messaging:read"), {"message": str(row.uuid)})
    assert "We have written to you" in browsers.of(ALICE).get(home).content.decode()
    browsers.of(ALICE).post(reverse("messaging:read"), {"message": [str(row.uuid), "no id", "0" * 40]})
    assert "We have written to you" not in browsers.of(ALICE).get(home).content.decode()
    assert "I have read it" not in read_by(browsers, ALICE) and TEXT in read_by(browsers, ALICE)
    assert "they read it, " in browsers.of(who).get(page_of(house)).content.decode()


def test_the_desk_sees_nothing_that_a_therapist_wrote_and_the_therapist_sees_both(house, browsers):
    browsers.of(JO).post(page_of(house), {"text": TEXT})
    of_care = f"Mind the {house.alice.own_word} at home"
    assert of_care not in browsers.of(JO).get(page_of(house)).content.decode()
    page = browsers.of(AMIRA).get(page_of(house)).content.decode()
    assert of_care in page and TEXT in page


def looks_of(house, browsers, who):
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    browsers.of(who).get(page_of(house))
    new = AuditEvent.objects.exclude(pk__in=before).filter(action="message.read")
    return [(row.actor_id, row.subject_uuid) for row in new]


def test_who_treats_and_reads_what_was_written_is_written_down_for_the_client_to_see(house, browsers):
    told = "read our messages to you"
    reads = reverse("assessments:own_reads")
    assert told not in browsers.of(ALICE).get(reads).content.decode()
    assert looks_of(house, browsers, AMIRA) == [(str(house.users[AMIRA].uuid), house.alice.client.uuid)]
    assert told in browsers.of(ALICE).get(reads).content.decode()


def test_the_desk_and_whoever_finds_nothing_there_have_read_nothing(house, browsers):
    assert looks_of(house, browsers, JO) == []
    WrittenMessage.objects.filter(client=house.alice.client).delete()
    assert looks_of(house, browsers, AMIRA) == []


def test_the_log_of_the_clinic_shows_the_letter_and_nothing_of_what_was_written(house, browsers):
    browsers.of(AMIRA).post(page_of(house), {"text": TEXT})
    letter = OutboundMessage.objects.filter(template="message_waiting").latest("pk")
    page = browsers.of(JO).get(reverse("messaging:message", args=[letter.uuid])).content.decode()
    assert "Message to read" in page and "scarf" not in page


def test_another_therapist_writes_to_nobody_of_hers(house, browsers):
    before = WrittenMessage.objects.count()
    assert browsers.of(DAN).post(page_of(house), {"text": TEXT}).status_code == 404
    assert WrittenMessage.objects.count() == before


def test_without_an_account_there_is_no_form_but_the_number_and_a_word_why(house, browsers):
    Client.objects.filter(pk=house.alice.client.pk).update(user=None)
    page = browsers.of(JO).get(page_of(house)).content.decode()
    assert "has no account" in page and "<textarea" not in page
    assert "0770 090 0101" in page or "07700 900101" in page


@pytest.mark.parametrize(
    ("phone", "email", "said"),
    [
        ("", "alice@people.example", "by your own e-mail, without a word about their health"),
        ("", "", "Speak with them at their next visit"),
    ],
)
def test_without_an_account_or_a_number_it_says_what_is_left(house, browsers, phone, email, said):
    Client.objects.filter(pk=house.alice.client.pk).update(user=None, phone=phone, email=email)
    assert said in browsers.of(JO).get(page_of(house)).content.decode()


def test_whose_account_was_closed_while_it_was_typed_gets_nothing_and_the_words_stay(house, browsers):
    User.objects.filter(pk=house.users[ALICE].pk).update(is_active=False)
    answer = browsers.of(AMIRA).post(page_of(house), {"text": TEXT})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "They have no account any more, so it was not sent." in page and TEXT in page


def test_too_many_are_refused_in_words_and_what_was_typed_stays(house, browsers, monkeypatch):
    monkeypatch.setattr(writing, "MOST_TO_ONE", 1)
    answer = browsers.of(AMIRA).post(page_of(house), {"text": TEXT})
    assert answer.status_code == 422
    assert "in the last 24 hours. Ring them." in answer.content.decode() and TEXT in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow_with_what_was_written(house, browsers, count, django_assert_max_num_queries):
    amira = house.users[AMIRA]
    said = {"client": house.alice.client, "author": amira, "therapist": amira.therapist}
    for number in range(count):
        WrittenMessage.objects.create(text=f"Words {number}", written_at=house.now, **said)
    browsers.of(AMIRA).get(page_of(house))
    with django_assert_max_num_queries(12):
        browsers.of(AMIRA).get(page_of(house))


def test_more_than_a_page_of_unread_words_is_read_page_by_page(house, browsers):
    """Only the newest hundred were ever shown, so an older one stayed new for ever."""
    page, count = reverse("messaging:own"), 103
    said = {"client": house.alice.client, "author": house.users[AMIRA]}
    WrittenMessage.objects.filter(client=house.alice.client).delete()
    for number in range(count):
        at = house.now - timedelta(minutes=count - number)
        WrittenMessage.objects.create(text=f"Words {number:03}", written_at=at, **said)
    browser = browsers.of(ALICE)
    first = browser.get(page).content.decode()
    assert "3 more are new" in first
    assert first.index("Words 102") < first.index("Words 003")
    assert "Words 002" not in first
    browser.post(reverse("messaging:read"), {"message": re.findall(r'name="message" value="([^"]+)"', first)})
    second = browser.get(page).content.decode()
    shown = re.findall(r'name="message" value="([^"]+)"', second)
    assert (len(shown), "Words 000" in second, "more are new" in second) == (3, True, False)
    browser.post(reverse("messaging:read"), {"message": shown})
    assert not WrittenMessage.objects.filter(client=house.alice.client, read_at=None).exists()
