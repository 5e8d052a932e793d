"""The walk: every kind of message in the table is made by its real action and asked the same questions."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail

from hekas.accounts.models import Client, Consent, User
from hekas.messaging.actions import enqueue
from hekas.messaging.actions.preferences import stop_texts
from hekas.messaging.channels.encoding import measure
from hekas.messaging.kinds import KINDS
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from hekas.messaging.terms import Address, Channel, Purpose, State, To
from tests.messaging.kinds.scenes import NOW, SCENES, make_world
from tests.messaging.test_rendering import TELLING

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "templates" / "messages"
MINUTE, HOUR, YEAR = timedelta(minutes=1), timedelta(hours=1), timedelta(days=365)
NIGHT, MORNING = timedelta(hours=13), timedelta(hours=24)  # from 9am on: ten at night, and nine again

ALL = sorted(KINDS)
WITHOUT_SCENE = "give it a scene in tests/messaging/kinds/scenes.py: the action that makes it"
TAKEN_BACK = [name for name in ALL if name in SCENES and SCENES[name].undo]
ENDING = [name for name in ALL if not KINDS[name].may_be_late]
NEVER_LATE = [name for name in ALL if KINDS[name].may_be_late]
WISHED = [name for name in ALL if KINDS[name].preference]
INSTEAD = [name for name in ALL if KINDS[name].text_instead]
TEXTED = [name for name in ALL if Channel.SMS in KINDS[name].channels and name not in INSTEAD]


def pattern_of(name, channel):
    known = {"{kind}": name, "{channel}": channel}
    return re.sub(r"{\w+}", lambda hole: known.get(hole[0], "[^:]+"), KINDS[name].key)


def send(at):
    return delivery.drain(clock=lambda: at, until=at + HOUR)


def fates(rows):
    for row in rows:
        row.refresh_from_db()
    return [(row.state, row.dropped_because or row.error) for row in rows]


def texts(rows):
    return [row for row in rows if row.channel == Channel.SMS]


def keep_only(rows):
    """Nothing else is sent in this test."""
    OutboundMessage.objects.exclude(pk__in=[row.pk for row in rows]).delete()


def test_no_kind_is_without_its_scene():
    assert set(SCENES) == set(KINDS), WITHOUT_SCENE


def test_a_kind_has_words_for_the_ways_that_it_takes_and_no_others():
    for name, part in ((kind, part) for kind in KINDS for part in ("subject.txt", "body.txt", "body.html")):
        assert (FOLDER / name / part).exists()
    by_text = [name for name in ALL if Channel.SMS in KINDS[name].channels]
    assert sorted(path.parent.name for path in FOLDER.glob("*/sms.txt")) == by_text


@pytest.mark.parametrize("name", ALL)
def test_it_is_made_by_its_action_for_whom_it_is_for(name, made):
    _, _, rows = made(name)
    kind, scene = KINDS[name], SCENES[name]
    assert [row.channel for row in rows] == sorted([Channel.EMAIL] if kind.text_instead else kind.channels)
    for row in rows:
        expected = {
            To.CLIENT: (True, False, False),
            To.STAFF: (False, True, False),
            To.WHO_ASKED: (bool(row.client), False, bool(row.given_address)),
        }[kind.to]
        assert (bool(row.client), bool(row.user), bool(row.given_address)) == expected
        assert row.user is None or row.user.role == "therapist"
        assert row.due_at == scene.due


@pytest.mark.parametrize("name", ALL)
def test_it_ends_when_the_table_says(name, made):
    _, _, rows = made(name)
    assert [row.expires_at for row in rows if row.channel == Channel.EMAIL] == [SCENES[name].ends]
    assert (SCENES[name].ends is None) == KINDS[name].may_be_late
    for text in texts(rows):  # a text is never of use for longer than its letter
        assert text.expires_at is not None
        assert SCENES[name].ends is None or text.expires_at <= SCENES[name].ends


@pytest.mark.parametrize("name", ALL)
def test_its_key_is_that_of_the_table_and_makes_no_second(name, made):
    _, _, rows = made(name)
    for row in rows:
        assert re.fullmatch(pattern_of(name, row.channel), row.dedupe_key)
        again = enqueue(
            template=name,
            to=row.client or row.user or Address(row.given_address),
            dedupe_key=row.dedupe_key,
            about="another matter",
            context=row.context,
            due_at=NOW,
            expires_at=row.expires_at,
            channel=row.channel,
            now=NOW,
        )
        assert again is None


@pytest.mark.parametrize("name", [name for name in ALL if name in SCENES and SCENES[name].by_beat])
def test_a_task_that_runs_again_makes_no_second(name, made):
    world, _, rows = made(name)
    SCENES[name].make(world)
    send(SCENES[name].due)
    SCENES[name].make(world)
    assert OutboundMessage.objects.filter(template=name).count() == len(rows)


@pytest.mark.parametrize("name", ALL)
def test_it_goes_out_when_due_to_the_address_of_that_moment(name, made, outbox):
    _, _, rows = made(name)
    keep_only(rows)
    Client.objects.update(email="new@demo.example", phone="+447700900999")
    send(SCENES[name].due)
    assert fates(rows) == [(State.SENT, "")] * len(rows)
    for row in rows:
        now = row.user.email if row.user else ("+447700900999" if row in texts(rows) else "new@demo.example")
        assert row.address == now
    assert (len(mail.outbox), len(outbox)) == (len(rows) - len(texts(rows)), len(texts(rows)))


@pytest.mark.parametrize("name", ALL)
def test_before_it_is_due_it_waits(name, made):
    _, _, rows = made(name)
    send(SCENES[name].due - MINUTE)
    assert {state for state, _ in fates(rows)} == {State.QUEUED}


@pytest.mark.parametrize("name", ENDING)
def test_too_late_is_dropped_and_written_down(name, made):
    _, _, rows = made(name)
    keep_only(rows)
    send(SCENES[name].ends)
    assert fates(rows) == [(State.DROPPED, "It was too late to be of use.")] * len(rows)
    assert not mail.outbox
    assert [row.tries.count() for row in rows] == [1] * len(rows)


@pytest.mark.parametrize("name", NEVER_LATE)
def test_what_has_to_be_heard_goes_out_however_late(name, made):
    _, _, rows = made(name)
    keep_only(rows)
    send(NOW + YEAR)
    letters = [row for row in rows if row.channel == Channel.EMAIL]
    assert fates(letters) == [(State.SENT, "")] * len(letters)


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_what_is_no_longer_so_does_not_go_out(name, made):
    world, result, rows = made(name)
    with time_machine.travel(NOW, tick=False):
        SCENES[name].undo(world, result)
    keep_only(rows)
    send(SCENES[name].due)
    for state, because in fates(rows):
        assert state == State.DROPPED
        assert because
    assert not mail.outbox


@pytest.mark.parametrize("name", [name for name in ALL if KINDS[name].taken_back.startswith("nothing")])
def test_what_nothing_takes_back_says_so_in_the_table(name):
    assert SCENES[name].undo is None


@pytest.mark.parametrize("name", [name for name in ALL if KINDS[name].to is To.STAFF])
def test_who_has_left_the_clinic_gets_none(name, made):
    _, _, rows = made(name)
    User.objects.update(is_active=False)
    send(SCENES[name].due)
    assert {because for _, because in fates(rows)} == {"The account is closed."}


@pytest.mark.parametrize("name", WISHED)
def test_a_no_since_it_was_written_counts(name, made):
    world, _, rows = made(name)
    Consent.objects.create(
        client=world.cleo, kind=KINDS[name].preference, given=False, wording_version="1", at=NOW
    )
    send(SCENES[name].due)
    assert {because for _, because in fates(rows)} == {"The client does not want messages of this kind."}


@pytest.mark.parametrize("name", WISHED)
def test_what_was_never_asked_for_is_not_sent(name, made):
    _, _, rows = made(name)
    Consent.objects.all().delete()
    send(SCENES[name].due)
    assert {state for state, _ in fates(rows)} == {State.DROPPED}


@pytest.mark.parametrize("name", ALL)
def test_only_what_may_be_stopped_carries_the_link_and_one_click_does_it(name, made):
    _, _, rows = made(name)
    keep_only(rows)
    send(SCENES[name].due)
    (letter,) = mail.outbox
    can_be_stopped = bool(KINDS[name].preference)
    assert (
        letter.extra_headers.get("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    ) is can_be_stopped
    assert ("Stop these e-mails" in letter.body) is can_be_stopped
    assert KINDS[name].purpose is not Purpose.PROMOTES or can_be_stopped


@pytest.mark.parametrize("name", ALL)
def test_no_service_message_waits_for_a_yes(name, made):
    world, _, rows = made(name)
    Consent.objects.all().delete()
    keep_only(rows)
    send(SCENES[name].due)
    service = KINDS[name].purpose is Purpose.SERVICE
    assert {state for state, _ in fates(rows)} == {State.SENT if service else State.DROPPED}


@pytest.mark.parametrize("name", TEXTED)
def test_no_text_of_it_at_night_and_none_the_morning_after_where_that_is_too_late(name, made, outbox):
    _, _, rows = made(name)
    keep_only(rows)
    OutboundMessage.objects.update(next_attempt_at=NOW)
    night = NOW + NIGHT + HOUR
    (text,) = texts(rows)
    OutboundMessage.objects.filter(pk=text.pk).update(expires_at=night + YEAR)
    send(night)
    assert (fates([text]), outbox) == ([(State.QUEUED, "")], [])
    assert text.next_attempt_at == NOW + MORNING
    OutboundMessage.objects.filter(pk=text.pk).update(next_attempt_at=NOW, expires_at=NOW + MORNING)
    send(night)
    assert fates([text]) == [(State.DROPPED, "It would have been too late after the quiet hours.")]


@pytest.mark.parametrize("name", TEXTED)
def test_stop_ends_its_texts_and_not_its_letters(name, made, outbox):
    world, _, rows = made(name)
    keep_only(rows)
    stop_texts(str(world.cleo.phone), now=NOW)
    send(SCENES[name].due)
    assert {row.state for row in rows if fates([row]) and row.channel == Channel.EMAIL} == {State.SENT}
    assert ([row.state for row in texts(rows)], outbox) == ([State.DROPPED], [])


@pytest.mark.parametrize("name", TEXTED)
def test_who_has_no_number_gets_the_letter_alone(name, clinic):
    scene = SCENES[name]
    world = make_world(clinic, scene)
    Client.objects.update(phone="")
    world.cleo.refresh_from_db()
    with time_machine.travel(NOW, tick=False):
        scene.make(world)
    assert [row.channel for row in OutboundMessage.objects.filter(template=name)] == [Channel.EMAIL]


@pytest.mark.parametrize("name", ALL)
def test_a_stranger_who_sees_the_screen_learns_nothing(name, made, outbox):
    """With the words of the real action: no symptom, no part of the body, no kind of session, no name."""
    _, _, rows = made(name)
    keep_only(rows)
    send(SCENES[name].due)
    seen = [letter.subject for letter in mail.outbox] + [text.text for text in outbox]
    for words in seen:
        assert not TELLING.search(re.sub(r"https?://\S+", "", words))
        assert "Cleo" not in words
    assert not [name for letter in mail.outbox for name, *_ in letter.attachments if TELLING.search(name)]
    for text in outbox:
        assert (measure(text.text).encoding, measure(text.text).segments <= KINDS[name].segments) == (
            "GSM-7",
            True,
        )


@pytest.mark.parametrize("name", TEXTED)
def test_at_the_longest_names_a_text_check_stays_within_its_segments(name, made, outbox):
    """The longest day there is, a long address, and the link as it is: GSM-7, and no third segment."""
    _, _, rows = made(name)
    (text,) = texts(rows)
    check_stays_within(text, outbox)


def check_stays_within(text, outbox):
    keep_only([text])
    text.context = {**text.context} | {
        "when": "Wednesday 23 September, 10:45am" + text.context.get("when", "").partition("am")[2],
        "where": "Hekas Chorlton-cum-Hardy, 1234 Wilbraham Road, Chorlton-cum-Hardy, Manchester M21 9AA",
        "answer_by": "10:45am on Wednesday 23 September",
    }
    text.save()
    send(text.due_at)
    size = measure(outbox[0].text)
    assert (size.encoding, size.segments <= KINDS[text.template].segments) == ("GSM-7", True), size.told
    text.refresh_from_db()
    assert text.on_air == size.told


@pytest.mark.parametrize("name", INSTEAD)
def test_who_has_no_address_gets_the_text_instead_and_it_is_as_neutral_and_as_short(name, clinic, outbox):
    scene = SCENES[name]
    world = make_world(clinic, scene)
    Client.objects.update(email="")
    world.cleo.refresh_from_db()
    with time_machine.travel(NOW, tick=False):
        scene.make(world)
    (text,) = OutboundMessage.objects.filter(template=name)
    assert (text.channel, text.due_at, text.expires_at is not None) == (Channel.SMS, scene.due, True)
    assert not text.attachments
    check_stays_within(text, outbox)
    seen = re.sub(r"https?://\S+", "", outbox[0].text)
    assert not TELLING.search(seen)
    assert "Cleo" not in seen
    assert mail.outbox == []
