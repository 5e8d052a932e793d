"""Made-up tests for the page of components: the checklist of a screening in each of its states."""

from types import SimpleNamespace as Thing
from uuid import UUID

PAINS = (("", "–"), *((str(n), str(n)) for n in range(11)))
STOPS = (("", "Not stopped"), ("pain", "Pain"), ("form", "Height or pace lost"))
BRINGS_ON = (("", "Not asked"), ("leg_symptom", "The leg symptom"))
WORDS = {"good": "Good", "fair": "Fair", "poor": "Poor"}
SIDES = ("left", "right")


def content() -> dict[str, object]:
    """A running screening with one test in each state, and one that is over and can only be read."""
    return {"checklist": page(running()), "signed_test": signed()}


def page(cards: list[Thing]) -> Thing:
    parts = (("strength", "Strength", 3, 7, True), ("movement", "Movement", 8, 8, False))
    tabs = [
        Thing(code=code, title=title, done=done, total=total, is_here=here)
        for code, title, done, total, here in parts
    ]
    screening = Thing(uuid=UUID(int=1))
    return Thing(
        screening=screening, is_running=True, tabs=tabs, cards=cards, training=None, next_part=tabs[1]
    )


def running() -> list[Thing]:
    """Not done; counted with sides that differ; measured; in words; timed; a fault; seen and written."""
    return [not_done(), counted(), measured(), in_words(), timed(), with_a_fault(), written()]


def not_done() -> Thing:
    return card("not-done", "Heel raises, knee bent", "number", "raises", tool="metronome")


def counted() -> Thing:
    """The right is nine fewer, stopped by pain: extras stand open, and a sentence says the rule."""
    right = side("right", value="14", pain="3", stopped="pain", before="12")
    return card(
        "counted",
        "Heel raises, knee straight",
        "number",
        "raises",
        sides=[side("left", value="23", before="22"), right],
        variants=(("flat", "Flat floor"), ("wedge", "Wedge")),
        variant="flat",
        raises=Thing(left=bar("23", 252, 0), right=bar("14", 153, 77, is_under=True), norm_value=25),
        lines=[line("caution", "The right is nine fewer than the left."), line("plain", "Usual here: 25.")],
    )


def bar(count: str, length: int, ghost: int, *, is_under: bool = False) -> Thing:
    return Thing(count=count, length=length, ghost=ghost, is_under=is_under, norm=274, enough=205)


def measured() -> Thing:
    pins = [
        Thing(side="left", letter="L", at=360, is_short=False, lean=0),
        Thing(side="right", letter="R", at=240, is_short=True, lean=0),
    ]
    ruler = Thing(pins=pins, from_at=240, to_at=360, apart="4 cm apart")
    sides = [side("left", value="12"), side("right", value="8")]
    said = [line("caution", "The right is short of 10 cm.")]
    return card("measured", "Knee to wall", "number", "cm", sides=sides, ruler=ruler, lines=said)


def in_words() -> Thing:
    sides = [side("left", value="good"), side("right", value="poor")]
    return card("in-words", "Walking", "words", "", sides=sides, lines=[line("plain", "Right: poor.")])


def timed() -> Thing:
    sides = [side("left", value="45"), side("right")]
    return card("timed", "Single-leg stand", "number", "seconds", tool="stopwatch", sides=sides)


def with_a_fault() -> Thing:
    """What can stop the visit is saved by hand."""
    sides = [side("left", value="388"), side("right", value="36")]
    return card(
        "fault",
        "Girth of the calf",
        "number",
        "cm",
        sides=sides,
        stops=True,
        errors={"left": "Enter a number from 20 to 70"},
        faults=(("Left", "Enter a number from 20 to 70"),),
    )


def written() -> Thing:
    sides = [side("both", label="", value="Stands with more weight on the left.")]
    return card("written", "Posture", "text", "", sides=sides)


def signed() -> Thing:
    """To read alone, with what was noted beside a value."""
    sides = [side("left", value="22", before="20"), side("right", value="21", noted="pain 3 of 10")]
    said = [line("plain", "Left 22, right 21.")]
    told = [(one, one.value) for one in sides]
    one = card("signed", "Heel raises, as they were signed", "number", "raises", sides=sides, lines=said)
    one.told, one.how_done = told, "Wedge"
    return one


def side(name: str, **told: str) -> Thing:
    empty = dict.fromkeys(("value", "pain", "stopped", "reproduces", "start", "before", "was", "noted"), "")
    return Thing(side=name, **{"label": name.capitalize(), **empty, **told})


def line(kind: str, text: str) -> Thing:
    return Thing(kind=kind, text=text)


def card(code: str, title: str, kind: str, unit: str, **more: object) -> Thing:
    """One test as `assessments/care/parts/test.html` wants it; `more` for what is not empty."""
    spec = Thing(
        code=code,
        title=title,
        kind=kind,
        how="On one leg, fingertips on the wall. Count until height or pace is lost.",
        tool=more.pop("tool", ""),
        words=WORDS,
        min=0,
        max=70,
        step=1,
        reproduces=kind == "words",
    )
    told = {"sides": [side(name) for name in SIDES], "variants": (), "variant": "", "note": "", "lines": ()}
    told |= {"raises": None, "ruler": None, "errors": {}, "pains": PAINS, "stops": STOPS}
    has_extras = any(one.pain or one.stopped for one in more.get("sides", ()))  # type: ignore[attr-defined]
    saves_alone = more.pop("stops", False)
    return Thing(
        spec=spec,
        unit=unit,
        brings_on=BRINGS_ON,
        has_extras=has_extras,
        saves_alone=saves_alone,
        **{**told, **more},
    )
