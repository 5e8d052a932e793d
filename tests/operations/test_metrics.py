"""What a metrics server reads: guarded, whole, bounded, and right with many processes."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from hekas.messaging import heartbeats
from hekas.messaging.models import OutboundMessage
from hekas.portal.queries import gauges

TOKEN = "only-for-this-test"
pytestmark = pytest.mark.django_db


@pytest.fixture
def scrape(client, settings):
    settings.METRICS_TOKEN = TOKEN

    def read():
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer["Content-Type"].startswith("application/openmetrics-text")
        families = text_string_to_metric_families(answer.content.decode())
        return {(s.name, *sorted(s.labels.values())): s.value for f in families for s in f.samples}

    return read


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_nobody_reads_without_the_token(client, settings, given):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers=given).status_code == 404


def test_without_a_token_set_there_is_no_such_page(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_view_and_never_by_address(client, scrape):
    before = scrape().get(("hekas_requests_total", "200", "GET", "healthz"), 0)
    client.get("/healthz?name=alice")
    client.get("/guide/nothing/")
    after = scrape()
    assert after["hekas_requests_total", "200", "GET", "healthz"] == before + 1
    assert not any("alice" in part or "/" in part for key in after for part in map(str, key))


def test_the_clinic_s_numbers(scrape):
    now = timezone.now()
    heartbeats.beat(heartbeats.BEAT, now=now - timedelta(seconds=40))
    late = {"template": "sign_in", "channel": "email", "given_address": "a@demo.example"}
    OutboundMessage.objects.create(
        **late, dedupe_key="1", due_at=now, next_attempt_at=now - timedelta(minutes=7)
    )
    OutboundMessage.objects.create(
        **late, dedupe_key="2", due_at=now, next_attempt_at=now, state="failed", error="refused"
    )
    found = scrape()
    assert found["hekas_database_up",] == 1
    assert found["hekas_outbox_messages", "queued"] == found["hekas_outbox_messages", "failed"] == 1
    assert found["hekas_outbox_messages", "sent"] == 0
    assert 420 <= found["hekas_outbox_oldest_due_seconds",] < 440
    assert 40 <= found["hekas_heartbeat_age_seconds", "beat"] < 60
    assert found["hekas_heartbeat_age_seconds", "worker"] == float("inf")
    assert found["hekas_outbox_to_look_at",] == 1
    assert found["hekas_holds_running",] == 0


def test_it_asks_the_same_number_of_questions_at_any_size(scrape, django_assert_num_queries):
    now = timezone.now()
    for count in (1, 3):
        for n in range(count):
            OutboundMessage.objects.create(
                template="sign_in",
                channel="email",
                given_address="a@demo.example",
                dedupe_key=f"{count}:{n}",
                due_at=now,
                next_attempt_at=now,
            )
        with django_assert_num_queries(9):
            scrape()


def test_what_was_counted_is_told_while_the_database_is_away(scrape, monkeypatch):
    def away(_):
        raise OperationalError("gone")

    monkeypatch.setattr(gauges, "gauges", away)
    found = scrape()
    assert found["hekas_database_up",] == 0
    assert any(name == "hekas_requests_total" for name, *_ in found)


def test_processes_are_added_up_and_a_successor_goes_on_in_the_same_file(tmp_path):
    code = "from hekas.web import metrics; metrics.CONFLICTS.labels('v').inc()"
    for place in ("1", "2", "1"):
        environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "METRICS_PLACE": place}
        subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counter_1.db", "counter_2.db"]
    reading = "print(registry().get_sample_value('hekas_conflicts_total', {'view': 'v'}))"
    told = subprocess.run(
        [sys.executable, "-c", f"from hekas.web.metrics import registry; {reading}"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "3.0"
