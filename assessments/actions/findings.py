"""What was felt: added, changed and taken back while the visit runs."""

from datetime import datetime

from django.db import transaction

from assessments.actions.screenings import NotRunning
from assessments.models import Finding, Screening
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.faults import still


@transaction.atomic
def add(
    screening: Screening,
    *,
    kind: str,
    region: str,
    side: str,
    severity: int,
    refers_to: str = "",
    note: str = "",
    by: Actor,
    now: datetime,
) -> Finding:
    """Write a finding; the same kind at the same place is replaced. Raises NotRunning."""
    _running(screening)
    finding, _ = Finding.objects.update_or_create(
        screening=screening,
        kind=kind,
        region=region,
        side=side,
        defaults={
            "severity": severity,
            "refers_to": refers_to if kind == "trigger_point" else "",
            "note": note,
            "found_at": now,
        },
    )
    record(by=by, action="finding.added", subject=screening, now=now)
    return finding


@transaction.atomic
def remove(finding: Finding, *, by: Actor, now: datetime) -> None:
    """Take a finding back. Raises NotRunning."""
    _running(finding.screening)
    finding.delete()
    record(by=by, action="finding.removed", subject=finding.screening, now=now)


@transaction.atomic
def put_back(finding: Finding, *, by: Actor, now: datetime) -> None:
    """Undo a taking back; what stands at its place by now stays. Raises NotRunning."""
    _running(finding.screening)
    same = {name: getattr(finding, name) for name in ("screening", "kind", "region", "side")}
    if Finding.objects.filter(**same).exists():
        return
    finding.save(force_insert=True)
    record(by=by, action="finding.added", subject=finding.screening, now=now)


def _running(screening: Screening) -> None:
    if not still(Screening.objects.select_for_update(), pk=screening.pk).is_running:
        raise NotRunning
