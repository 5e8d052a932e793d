"""What was felt: the list, and the places of the picture that it marks. The list is the control."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.labels_care import FINDING_KINDS, PARTS_OF_BODY, SEVERITIES, SIDES
from assessments.models import Finding

# The picture's names of the places; a place that is deep or not drawn stands in the list alone.
ON_PICTURE = {
    "popliteal_fossa": "behind_knee",
    "gastrocnemius_medial": "calf_inner",
    "gastrocnemius_lateral": "calf_outer",
    "soleus": "lower_calf",
    "achilles_tendon": "heel_cord",
    "plantar_fascia": "foot",
    "tibialis_anterior": "shin",
    "peroneals": "outer_side",
}


@dataclass(frozen=True)
class FeltRow:
    """One finding in words, beside what was there at the visit before."""

    number: int
    finding: Finding
    place: str
    kind: str
    severity: str
    refers: str
    before: str


@dataclass(frozen=True)
class PlaceRow:
    """One place of the body as two radios; `left` and `right` say what was found there today."""

    code: str
    name: str
    left: str
    right: str

    @property
    def left_value(self) -> str:
        return f"left:{self.code}"

    @property
    def right_value(self) -> str:
        return f"right:{self.code}"


def felt_rows(now: Iterable[Finding], before: Iterable[Finding]) -> list[FeltRow]:
    """Today's findings, numbered, each with its change since the last visit."""
    earlier = {(f.kind, f.region, f.side): f for f in before}
    return [_row(number, f, earlier.get((f.kind, f.region, f.side))) for number, f in enumerate(now, start=1)]


def felt_row(finding: Finding) -> FeltRow:
    """One finding alone, without the visit before."""
    return _row(0, finding, None)


def _row(number: int, finding: Finding, old: Finding | None) -> FeltRow:
    side = SIDES[finding.side]
    return FeltRow(
        number=number,
        finding=finding,
        place=f"{side}, {PARTS_OF_BODY[finding.region].lower()}",
        kind=FINDING_KINDS[finding.kind],
        severity=_felt(finding),
        refers=PARTS_OF_BODY[finding.refers_to].lower() if finding.refers_to else "",
        before=_change(finding, old),
    )


def _change(finding: Finding, old: Finding | None) -> str:
    if old is None:
        return "new since the last visit"
    if old.severity == finding.severity:
        return "as at the last visit"
    return f"was {_felt(old).lower()} at the last visit"


def _felt(finding: Finding) -> str:
    """Marked, moderate, mild; a finding that is looked for again and gone is "not felt"."""
    return SEVERITIES[finding.severity] if finding.severity else "Not felt"


def gone(now: Iterable[Finding], before: Iterable[Finding]) -> list[str]:
    """What was there at the last visit and was not found again."""
    today = {(f.kind, f.region, f.side) for f in now}
    return [
        f"{SIDES[f.side]}, {PARTS_OF_BODY[f.region].lower()}: {FINDING_KINDS[f.kind].lower()}"
        for f in before
        if f.severity and (f.kind, f.region, f.side) not in today
    ]


def place_rows(found: Iterable[Finding]) -> list[PlaceRow]:
    """All places from the back down to the foot."""
    worst: dict[tuple[str, str], int] = {}
    for f in found:
        for side in ("left", "right") if f.side == "both" else (f.side,):
            worst[f.region, side] = max(f.severity, worst.get((f.region, side), 0))
    words = {key: SEVERITIES[severity].lower() for key, severity in worst.items()}
    return [
        PlaceRow(code, name, words.get((code, "left"), ""), words.get((code, "right"), ""))
        for code, name in PARTS_OF_BODY.items()
    ]


def ids_of(side: str) -> dict[str, str]:
    """The picture's places of one leg → the ids of the radios that they point to."""
    return {drawn: f"place-{side}-{code}" for code, drawn in ON_PICTURE.items()}


def marked(found: Iterable[Finding]) -> list[str]:
    """Classes that colour the picture where something was found today."""
    rows = [(f.region, side) for f in found if f.severity for side in _sides(f)]
    return [f"found-{side}-{region}" for region, side in dict.fromkeys(rows)]


def _sides(finding: Finding) -> tuple[str, ...]:
    return ("left", "right") if finding.side == "both" else (finding.side,)
