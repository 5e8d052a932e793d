"""The log of the clinic: who may read it, what it shows, and what can be done."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from assessments.queries.reads import looks_at
from hekas.audit.models import AuditEvent
from hekas.messaging.actions import enqueue, void
from hekas.messaging.channels.encoding import measure
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from hekas.messaging.terms import Address, State
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
LOG = "/messages/log/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def sent(alice, reminder):
    message = reminder(alice)
    send_all()
    message.refresh_from_db()
    return message


def send_all(at=NOON):
    return dict(delivery.drain(clock=lambda: at, until=at + timedelta(minutes=1)))


def resend(browser, message, reason="She deleted it"):
    return browser.post(f"{LOG}{message.uuid}/resend/", {"reason": reason})


@pytest.mark.parametrize("path", ["", "{}/", "{}/resend/", "{}/looked/"])
def test_only_the_office_reads_the_log(client, thea, as_alice, sent, path):
    url = LOG + path.format(sent.uuid)
    method = client.post if "resend" in path or "looked" in path else client.get
    assert method(url).status_code == 404  # a client
    client.force_login(thea)
    assert method(url).status_code == 404  # a therapist
    client.logout()
    assert method(url)["Location"].startswith("/accounts/login/")


def test_the_log_says_what_went_where(as_admin, sent):
    page = as_admin.get(LOG).content.decode()
    for words in ("Visit reminder", "Alice Demo", "Mon 23 Nov 2026, 12:00pm", "Sent"):
        assert words in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(as_admin, alice, reminder, count, django_assert_num_queries):
    for number in range(count):
        reminder(alice, key=str(number))
    with django_assert_num_queries(4):  # user, how many to look at, messages, the archive
        as_admin.get(LOG)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Alice Demo", "Bob Demo"}),
        ("person=alice", {"Alice Demo"}),
        ("person=bob@clients", {"Bob Demo"}),
        ("state=sent", set()),
        ("state=queued&channel=sms", {"Bob Demo"}),
        ("template=plan_ready", set()),
        ("state=nonsense&page=-1", {"Alice Demo", "Bob Demo"}),
        ("page=99999999999999999999", {"Alice Demo", "Bob Demo"}),
        ("page=7", set()),
        ("state=look", set()),
    ],
)
def test_the_filter(as_admin, alice, bob, reminder, query, shown):
    reminder(alice), reminder(bob, key="2", channel="sms")
    page = as_admin.get(f"{LOG}?{query}").content.decode()
    assert {name for name in ("Alice Demo", "Bob Demo") if f'data-label="To">{name}' in page} == shown


def test_a_long_log_has_pages(as_admin, alice, reminder):
    for number in range(51):
        reminder(alice, key=str(number))
    first, second = (as_admin.get(f"{LOG}?page={page}").content.decode() for page in (1, 2))
    assert (first.count("Alice Demo</td>"), second.count("Alice Demo</td>")) == (50, 1)
    assert 'href="?page=2"' in first


def test_what_still_waits_says_when_it_goes_and_is_not_to_be_sent_again(as_admin, alice, reminder):
    page = as_admin.get(f"{LOG}{reminder(alice).uuid}/").content.decode()
    assert "Nothing yet: it goes out" in page
    assert "Send it again" not in page


def test_what_the_provider_calls_it_stands_folded_after_the_words(as_admin, sent):
    page = as_admin.get(f"/messages/log/{sent.uuid}/").content.decode()
    before, _, folded = page.rpartition("<details")
    assert sent.provider_id.strip("<>") not in before
    assert sent.provider_id.strip("<>") in folded
    assert before.index("What was sent") < before.index("Tries")


def test_what_needs_a_look_is_a_list_that_gets_shorter(as_admin, alice, reminder):
    message = reminder(alice)
    OutboundMessage.objects.update(state=State.FAILED, error="No answer", in_doubt=True)
    assert "May have gone out already" in as_admin.get(f"{LOG}?state=look").content.decode()
    as_admin.post(f"{LOG}{message.uuid}/looked/")
    assert "No messages fit" in as_admin.get(f"{LOG}?state=look").content.decode()
    assert AuditEvent.objects.get(action__startswith="message.").action == "message.looked_at"


def test_on_the_list_of_what_needs_a_look_nobody_is_sent_there_again(as_admin, alice, reminder):
    reminder(alice)
    OutboundMessage.objects.update(state=State.FAILED, error="No answer")
    pages = [as_admin.get(address).content.decode() for address in (LOG, f"{LOG}?state=look")]
    assert ["Some messages need a look" in page for page in pages] == [True, False]
    assert all("No answer" in page for page in pages)


@pytest.mark.parametrize(
    ("state", "channel", "seen"),
    [
        ("failed", "email", (True, True)),
        ("failed", "sms", (False, True)),
        ("dropped", "email", (False, False)),
    ],
)
def test_of_what_did_not_arrive_staff_see_how_to_reach_them_now(
    as_admin, alice, reminder, state, channel, seen
):
    """The address may have been put right since, and a number can be rung."""
    message = reminder(alice, channel=channel)
    OutboundMessage.objects.update(state=state, error="No such user", dropped_because="x")
    type(alice).objects.update(email="right@clients.example")
    page = as_admin.get(f"{LOG}{message.uuid}/").content.decode()
    assert ("right@clients.example" in page, "07700 900001" in page) == seen


def test_a_letter_to_an_address_alone_is_found_by_it_before_it_is_sent(as_admin):
    letter = {"subject": "Your code", "body": "1"}
    enqueue(
        template="account_email", to=Address("new@clients.example"), dedupe_key="a", about="account",
        context=letter, due_at=NOON, expires_at=NOON + timedelta(hours=1), now=NOON,
    )  # fmt: skip
    found = [as_admin.get(f"{LOG}?person={who}").content.decode() for who in ("new@clients", "bob")]
    assert ["Sign-in and account</option>" in page and "No messages fit" not in page for page in found] == [
        True,
        False,
    ]


def test_one_message_in_full(as_admin, sent):
    page = as_admin.get(f"{LOG}{sent.uuid}/").content.decode()
    for words in ("alice@clients.example", "Hello Alice,", "Taken by the provider", "Send it again"):
        assert words in page


def looks():
    return list(AuditEvent.objects.filter(action="message.read").values_list("subject_uuid", "actor_label"))


def test_who_reads_the_words_that_went_out_is_written_down_at_the_client_who_got_them(
    as_admin, admin, alice, sent
):
    as_admin.get(f"{LOG}{sent.uuid}/")
    assert looks() == [(alice.uuid, str(admin))]
    assert AuditEvent.objects.get(action="message.read").detail == {"message": str(sent.uuid)}
    assert [(look.who, look.did) for look in looks_at(alice)] == [(str(admin), "read our messages to you")]
    resend(as_admin, sent, reason="")  # the words stand there once more
    assert len(looks()) == 2


def test_of_what_went_to_an_address_or_to_staff_at_the_message_itself(as_admin, admin, thea):
    message = enqueue(
        template="account_email", to=Address("visitor@demo.example"), dedupe_key="a", about="account",
        context={"subject": "Your link", "body": "Here it is."},
        due_at=NOON, expires_at=NOON + timedelta(hours=1), now=NOON,
    )  # fmt: skip
    as_admin.get(f"{LOG}{message.uuid}/")
    assert looks() == [(message.uuid, str(admin))]


def test_the_list_of_messages_shows_no_words_and_is_no_look(as_admin, sent):
    assert sent.sent_text not in as_admin.get(LOG).content.decode()
    assert looks() == []


def test_sending_again_is_a_message_of_its_own_with_a_reason_and_an_audit(as_admin, admin, sent):
    answer = resend(as_admin, sent)
    again = OutboundMessage.objects.get(resend_of=sent)
    assert answer["Location"] == f"{LOG}{again.uuid}/"
    assert (again.resend_reason, again.template, again.context) == (
        "She deleted it",
        sent.template,
        sent.context,
    )
    event = AuditEvent.objects.get(action__startswith="message.")
    assert (event.action, event.actor_id, event.detail) == (
        "message.resent",
        str(admin.uuid),
        {"first": str(sent.uuid)},
    )
    assert send_all(NOON + timedelta(minutes=2)) == {"sent": 1}
    assert len(mail.outbox) == 2


def test_sending_again_needs_a_reason(as_admin, sent):
    answer = resend(as_admin, sent, reason=" ")
    assert answer.status_code == 422
    assert "Enter the reason" in answer.content.decode()
    assert OutboundMessage.objects.count() == 1


def test_what_is_no_longer_so_is_not_sent_again(as_admin, sent):
    void(about="appointment:1", because="Moved.", now=NOON)
    answer = resend(as_admin, sent)
    assert answer.status_code == 422
    assert "What it says is no longer so" in answer.content.decode()


def test_what_waits_is_not_sent_twice(as_admin, alice, reminder):
    assert resend(as_admin, reminder(alice)).status_code == 422
    assert OutboundMessage.objects.count() == 1


def test_what_came_too_late_is_not_sent_again(as_admin, sent):
    OutboundMessage.objects.update(expires_at=NOON + timedelta(minutes=5))
    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):  # nobody is signed out yet
        assert "It is too late" in resend(as_admin, sent).content.decode()


def test_a_secret_can_neither_be_read_nor_sent_again(as_admin, secret):
    before = as_admin.get(f"{LOG}{secret.uuid}/").content.decode()
    send_all()
    after = as_admin.get(f"{LOG}{secret.uuid}/").content.decode()
    assert "ABC-123" not in before + after
    assert "Its words were not kept" in resend(as_admin, secret).content.decode()


def test_the_page_of_a_text_says_how_long_it_was_on_the_air(as_admin, alice, reminder, settings):
    settings.SMS_URL = "memory://"
    message = reminder(alice, channel="sms")
    send_all()
    page = as_admin.get(f"{LOG}{message.uuid}/").content.decode()
    message = OutboundMessage.objects.get(pk=message.pk)
    assert message.on_air == measure(message.sent_text).told  # no link in it, so kept as it went
    assert message.on_air in page
    assert message.on_air.startswith("GSM-7, ")
