"""A letter's link, pressed again by whoever used it: told what became of it, in that browser alone."""

import pytest
from django.test import Client as Browser

from tests.bookings.views.test_own import DAYS, START, _clock, booked, newest_link  # noqa: F401 - fixtures
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db


def test_whoever_cancelled_by_link_and_presses_again_reads_that_it_is_cancelled(booked):  # noqa: F811
    robot = Robot()
    page = robot.open(newest_link() + "cancel/")
    robot.submit(page.form())
    again = robot.submit(page.form())
    assert (again.status, again.headings) == (409, ["Your visit is cancelled"])
    for name in ("", "cancel/", "move/"):
        assert robot.open(newest_link() + name).headings == ["Your visit is cancelled"]
    assert "26 November" not in again.text


def test_whoever_moved_by_link_and_presses_again_is_led_to_the_newest_letter(booked):  # noqa: F811
    robot, old = Robot(), newest_link()
    page = robot.open(old + "move/")
    for told in ((200, ["Your visit has a new time"]), (409, ["You moved this visit"])):
        answer = robot.submit(page.form("move"), start=(START + DAYS).isoformat())
        assert (answer.status, answer.headings) == told
    assert "Our newest message says how it stands now" in robot.open(old).text
    assert Browser().get(old).status_code == 404
