"""The tools of a screening and what it survives: beats, seconds, a dropped connection, a second tab."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import TABLET
from tests.browser.test_therapists_room import begin_visit, client, form_of, kept, room, saved, session_of  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
TEN, ELEVEN = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (10, 11))


def test_the_metronome_is_exact_over_two_minutes_and_loses_no_beat_when_it_is_late(room, client):  # noqa: F811
    room.clock.install(time=TEN)
    room.reload()
    room.clock.pause_at(ELEVEN)
    form = form_of(room, "heel_raise_straight")
    form.get_by_role("button", name="Count left").tap()
    room.clock.run_for(120_500)
    expect(form.locator("[data-clock]")).to_have_text("2:00")
    expect(form.locator('input[name$="-left"]')).to_have_value("60")
    room.clock.fast_forward(10_000)  # the tablet slept: timers come once, ten seconds late
    expect(form.locator('input[name$="-left"]')).to_have_value("65")
    room.clock.run_for(2_000)
    expect(form.locator('input[name$="-left"]')).to_have_value("66")
    form.get_by_role("button", name="Stop", exact=True).tap()
    room.clock.run_for(1_000)
    saved(room)
    assert kept(client)["heel_raise_straight", "left"] == 66


def test_the_stopwatch_writes_whole_seconds(room, client):  # noqa: F811
    room.clock.install(time=TEN)
    room.goto(f"{reverse('assessments:visit', args=[client.uuid])}?part=movement")
    room.clock.pause_at(ELEVEN)
    form = form_of(room, "single_leg_stance")
    form.get_by_role("button", name="Time right").tap()
    room.clock.run_for(31_900)
    expect(form.locator("[data-clock]")).to_have_text("0:31")
    form.get_by_role("button", name="Stop", exact=True).tap()
    room.clock.run_for(1_000)
    saved(room)
    assert kept(client)["single_leg_stance", "right"] == 31


@pytest.fixture
def loose_room(chromium, site, client):  # noqa: F811
    """A window whose console may say that the connection is gone."""
    context = chromium.new_context(**TABLET, base_url=site)
    context.add_cookies(session_of(client.home_therapist.user, site))
    page = context.new_page()
    page.goto(reverse("assessments:visit", args=[client.uuid]))
    begin_visit(page)
    yield page
    context.close()


def test_nothing_is_lost_when_the_connection_drops(loose_room, client):  # noqa: F811
    page = loose_room
    page.locator("#in-heel_raise_straight-left").fill("24")
    page.locator("#in-heel_raise_straight-left").blur()
    saved(page)
    page.context.set_offline(True)
    for name, value in (("heel_raise_straight-right", "17"), ("hip_abduction-left", "12.5")):
        page.locator(f"#in-{name}").fill(value)
        page.locator(f"#in-{name}").blur()
    expect(page.locator("#saved")).to_contain_text("Not saved yet: 2 tests")
    page.locator("#in-heel_raise_straight-right").fill("18")
    page.context.set_offline(False)
    saved(page)
    expect(page.locator("[data-waiting]")).to_have_count(0)
    numbers = kept(client)
    assert numbers["heel_raise_straight", "left"] == 24
    assert numbers["heel_raise_straight", "right"] == 18
    assert numbers["hip_abduction", "left"] == Decimal("12.5")


def test_a_second_tab_and_a_reload_lose_nothing(loose_room, client):  # noqa: F811
    """Two tablets, or two tabs, at one visit: neither takes back what the other wrote."""
    page = loose_room
    other = page.context.new_page()
    other.goto(page.url)
    page.locator("#in-heel_raise_straight-left").fill("24")
    page.locator("#in-heel_raise_straight-left").blur()
    saved(page)
    other.locator("#in-hip_abduction-left").fill("12.5")
    other.locator("#in-hip_abduction-left").blur()
    saved(other)
    page.context.set_offline(True)
    page.locator("#in-hip_abduction-right").fill("11")
    page.locator("#in-hip_abduction-right").blur()
    expect(page.locator("#saved")).to_contain_text("Not saved yet")
    page.context.set_offline(False)
    saved(page)
    for tab in (page, other):
        tab.reload()
        expect(tab.locator("#in-heel_raise_straight-left")).to_have_value("24")
        expect(tab.locator("#in-hip_abduction-right")).to_have_value("11")
    numbers = kept(client)
    assert numbers["heel_raise_straight", "left"] == 24
    assert numbers["hip_abduction", "right"] == 11
