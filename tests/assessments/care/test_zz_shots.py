import os
import pytest
from decimal import Decimal
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from assessments.actions import care_plans, findings, screenings, decisions
from assessments.models import ProgressEntry
from .conftest import THEA, answered, NOW

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_shots(live_server, alice, therapist, result, visit, measure, thea, alices, draft):
    from playwright.sync_api import sync_playwright

    now = timezone.now()
    v2 = screenings.start(alice, therapist=therapist, appointment_uuid=None, by=THEA, now=now)
    measure("calf_girth", Decimal("36.5"), 37, variant="", screening=v2, at=now)
    measure("heel_raise_straight", 26, 17, screening=v2, at=now)
    measure("knee_to_wall", Decimal("11.5"), Decimal("8.5"), variant="barefoot", screening=v2, at=now)
    findings.add(
        v2,
        kind="trigger_point",
        region="gastrocnemius_medial",
        side="right",
        severity=2,
        refers_to="achilles_tendon",
        note="Cramps here.",
        by=THEA,
        now=now,
    )
    findings.add(
        v2, kind="tissue_quality", region="tibialis_anterior", side="left", severity=1, by=THEA, now=now
    )
    with sync_playwright() as p:
        b = p.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )

        def go(browser, name, url, widths=(820, 1280, 390)):
            for w in widths:
                ctx = b.new_context(
                    viewport={"width": w, "height": 1100}, locale="en-GB", timezone_id="Europe/London"
                )
                ctx.add_cookies(
                    [
                        {
                            "name": "sessionid",
                            "value": browser.cookies["sessionid"].value,
                            "url": live_server.url,
                        }
                    ]
                )
                page = ctx.new_page()
                page.on("console", lambda m: print("CONSOLE", name, m.type, m.text))
                page.on("pageerror", lambda e: print("PAGEERROR", name, e))
                r = page.goto(live_server.url + url)
                print(name, w, r.status, page.evaluate("document.documentElement.scrollWidth"))
                page.screenshot(path=f"/tmp/care-shots/{name}-{w}.png", full_page=True)
                ctx.close()

        visit_url = reverse("assessments:visit", args=[alice.uuid])
        go(thea, "visit", visit_url)
        go(thea, "visit-neuro", visit_url + "?part=neuro_vascular", (820,))
        go(thea, "visit-flex", visit_url + "?part=flexibility", (820,))
        go(thea, "draft", reverse("assessments:care_plan", args=[draft.uuid]))
        plan = care_plans.sign(draft, therapist=therapist, by=THEA, now=now - timedelta(days=45))
        plan.starts_on = (now - timedelta(days=45)).date()
        plan.save()
        for d, n in ((-10, 3), (-4, 3), (3, 3), (9, 2), (17, 2), (24, 1), (31, 1), (38, 1)):
            for _ in range(n):
                ProgressEntry.objects.create(
                    client=alice,
                    kind="cramp",
                    happened_on=plan.starts_on + timedelta(days=d),
                    side="left",
                    setting="night",
                    pain=6,
                    written_at=now,
                )
        for d in (7, 21, 35):
            ProgressEntry.objects.create(
                client=alice,
                kind="check_in",
                happened_on=plan.starts_on + timedelta(days=d),
                sleep_hours=7,
                training_minutes=150 + d,
                pain=3,
                written_at=now,
            )
        go(thea, "visit-plan", visit_url, (1280,))
        screenings.complete(v2, by=THEA, now=now)
        go(thea, "visit-done", visit_url, (1280,))
        go(thea, "plan", reverse("assessments:care_plan", args=[plan.uuid]), (1280,))
        go(thea, "record", reverse("assessments:screening_record", args=[v2.uuid]), (820,))
        go(thea, "agreement", reverse("assessments:agreement"), (820,))
        go(alices, "own", reverse("assessments:own_plan"), (390, 820))
        go(alices, "progress", reverse("assessments:own_progress"), (390,))
        go(alices, "diary", reverse("assessments:diary"), (390,))
        b.close()
