"""Alice's and Bob's names for things, swapped wherever a name can stand: path, query and posted body."""

from urllib.parse import urlencode

import pytest
from django.apps import apps

from hekas.accounts.models import Client
from tests.access import outcomes, snapshots
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, BOB, DAN, JO, NOBODY
from tests.access.posts import prepare, sent

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
OF_THE_CLINIC = {"proposal"}  # a change of the rules: nobody's own, and no client stands in it
THINGS = sorted(
    name
    for name in SITE
    if ROWS[name].thing and ROWS[name].thing not in OF_THE_CLINIC and "token" not in SITE[name]
)
# Whose things each of these may never touch, and whose words they may never read.
PAIRS = ((BOB, ALICE), (DAN, ALICE), (ALICE, BOB), (AMIRA, BOB))
KEYS = (
    *("client", "client_id", "user", "user_id", "account", "owner", "person", "email", "by"),
    *("uuid", "id", "pk", "intake", "intake_id", "result", "clearance", "screening", "visit", "plan", "goal"),
    *(
        "activity",
        "exercise",
        "finding",
        "hold",
        "appointment",
        "appointment_id",
        "appointment_uuid",
        "letter",
    ),
    *(
        "message",
        "read",
        "held",
        "out",
        "change",
        "taken_back",
        "after",
        "seen",
        "place",
        "therapist",
        "service",
    ),
)


# Rows of these lead to an account too, but no client has any.
NOT_A_CLIENTS = {
    *("accounts.Guardian", "privacy.LegalHold", "api.BroughtClient"),
    *("admin.LogEntry", "account.EmailConfirmation", "accounts.Therapist", "assessments.RuleProposal"),
}


def affairs(house, whose):
    return house.alice if whose == ALICE else house.bob


def own_of(house, who):
    """Their own things, or those of the client whom they treat."""
    return house.alice if who in (ALICE, AMIRA) else house.bob


def swapped(other):
    """The other's names for things, under every name that a careless form or query could read."""
    things = {
        "client": other.client,
        "user": other.client.user,
        "intake": other.intake,
        "result": other.result,
        "clearance": other.clearance,
        "screening": other.running,
        "plan": other.draft,
        "goal": other.goal,
        "exercise": other.exercise,
        "finding": other.finding,
        "hold": other.hold,
        "letter": other.gp_letter,
        "message": other.message,
        "read": other.desk_note,
        "out": other.draft_goal,
        "change": other.draft_exercise,
        "taken": other.finding,
    }
    given = {key: str(things.get(key.split("_")[0], other.appointment).uuid) for key in KEYS}
    numbers = {key: str(other.client.pk) for key in ("id", "pk", "client_id", "user_id")}
    key = {"key": str(other.entry.key), "email": other.client.email, "token": other.hold_token}
    return {**given, **numbers, **key}


def foreign(other):
    return (other.own_word, *other.contacts)


@pytest.mark.parametrize("name", THINGS)
def test_the_others_thing_in_the_path_changes_nothing_at_all(house, browsers, name):
    for whose in (ALICE, BOB):
        prepare(name, affairs(house, whose))
    before, done = snapshots.whole(), []
    for who, whose in PAIRS:
        other = affairs(house, whose)
        with undone():
            address = url(name, ROWS[name].thing, other, SITE[name])
            answer = browsers.of(who).post(address, sent(name, house, other))
            if answer.status_code not in (401, 404, 405) or snapshots.whole() != before:
                done.append((who, whose, answer.status_code))
    assert done == []


def pages(name):
    """(who, whose) of those pairs that have a page of that name themselves."""
    may = ROWS[name].may_enter
    alike = {BOB: ALICE, DAN: AMIRA}
    return [(who, whose) for who, whose in PAIRS if alike.get(who, who) in may]


@pytest.mark.parametrize("name", sorted(name for name in SITE if pages(name)))
def test_the_others_names_in_query_and_body_touch_and_tell_nothing(house, browsers, name):
    wrong = []
    for who, whose in pages(name):
        own, other = own_of(house, who), affairs(house, whose)
        for method in ("get", "post"):
            with undone():
                prepare(name, own)
                answer = send(house, browsers, name, (who, own, other), method)
                tells = outcomes.told(answer, foreign(other)) if answer.status_code < 500 else ["a fault"]
                tells += touched(house, whose) if method == "post" and answer.status_code != 405 else []
                wrong += [(who, method, answer.status_code, tells)] if tells else []
    assert wrong == []


def touched(house, whose):
    """Which kinds of the other's rows are not as they were in the beginning."""
    before, after = house.as_built[whose], snapshots.of_client(affairs(house, whose))
    return [label for label, state in after.items() if before[label] != state]


def send(house, browsers, name, people, method):
    """Their own thing in the path; the other's names around it, and in the place of what the form sends."""
    who, own, other = people
    address = url(name, ROWS[name].thing, own, SITE[name])
    browser = browsers.of(who)
    if method == "get":
        return browser.get(f"{address}?{urlencode(swapped(other))}", follow=True)
    given = {**sent(name, house, own), **swapped(other), **kept_own(name, house, own)}
    return browser.post(f"{address}?{urlencode(swapped(other))}", given, follow=True)


def kept_own(name, house, own):
    """Where letters go is the sender's to choose: with the other's address one would rightly go there."""
    return {key: value for key, value in sent(name, house, own).items() if key == "email"}


def test_the_snapshot_of_a_client_sees_every_kind_of_row(house):
    """Otherwise "nothing changed" would prove nothing."""
    counts = {label: count for label, (count, _) in snapshots.of_client(house.alice).items()}
    empty = {label for label, count in counts.items() if not count}
    versions = {label for label in empty if hasattr(apps.get_model(label), "pgh_tracked_model")}
    assert empty - versions == NOT_A_CLIENTS


def test_a_word_of_hers_that_changes_is_seen_and_is_nobody_elses(house):
    mine, his = snapshots.of_client(house.alice), snapshots.of_client(house.bob)
    Client.objects.filter(pk=house.alice.client.pk).update(name="Demo Changed")
    now = snapshots.of_client(house.alice)
    changed = {label for label, state in now.items() if mine[label] != state}
    assert changed == {"accounts.Client", "accounts.ClientEvent"}
    assert snapshots.of_client(house.bob) == his


@pytest.mark.parametrize("who", [NOBODY, JO])
def test_the_desk_and_strangers_are_not_helped_by_names_either(house, browsers, who):
    query = urlencode(swapped(house.alice))
    for name in ("portal:home_client", "messaging:own", "assessments:own_plan", "assessments:diary"):
        answer = browsers.of(who).get(f"{url(name, '', house.alice, SITE[name])}?{query}", follow=True)
        assert outcomes.told(answer, (house.alice.own_word, house.alice.letter_word)) == []
