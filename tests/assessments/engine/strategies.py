"""Generated intakes and screenings: valid by the contract's schema, and odd in every way that it allows."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.assessments.engine.casebook import healthy, put
from tests.assessments.engine.schemas import INTAKE

MOMENTS = ("2026-11-20T12:00:00+00:00", "2026-03-28T20:00:00+00:00", "2026-10-24T23:30:00+01:00")
STATES = ("yes", "no", "not_sure", "rather_not_say")


def _number(schema):
    low, high = schema["minimum"], schema["maximum"]
    whole = st.integers(low, high)
    if schema["type"] == "integer":
        return whole
    edges = st.sampled_from([low, high, min(high, 1), min(high, 2.5), min(high, 7)])
    return st.one_of(whole, edges, st.floats(low, high, allow_nan=False))


def _object(schema):
    needed = {key: value_of(schema["properties"][key]) for key in schema["required"]}
    rest = {key: value_of(below) for key, below in schema["properties"].items() if key not in needed}
    return st.fixed_dictionaries(needed, optional=rest)


def _array(schema):
    longest = min(schema.get("maxItems", 4), 8)
    return st.lists(value_of(schema["items"]), max_size=longest, unique=schema.get("uniqueItems", False))


def _text(schema):
    letters = st.characters(exclude_categories=("Cs",))
    return st.text(letters, max_size=min(schema.get("maxLength", 40), 40))


def _dates():
    return st.dates(datetime(2026, 1, 1).date(), datetime(2027, 6, 1).date()).map(str)  # noqa: DTZ001


def value_of(schema):
    """A strategy for any part of the contract's schema."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date":
        return _dates()
    makers = {"string": _text, "array": _array, "object": _object, "number": _number, "integer": _number}
    return st.booleans() if schema["type"] == "boolean" else makers[schema["type"]](schema)


PAGES = {name: page["properties"] for name, page in INTAKE["properties"].items() if "properties" in page}
KEYS = {
    f"{page}.{key}": schema
    for page, keys in PAGES.items()
    for key, schema in keys.items()
    if schema.get("format") != "date-time"
}
YES_NO = [key for key, schema in KEYS.items() if tuple(schema.get("enum", ())) == STATES]


@st.composite
def _last_cramp(draw, answered_at):
    back = draw(st.timedeltas(timedelta(0), timedelta(days=20)))
    offset = draw(st.sampled_from([0, 1, 5.75, -4.5]))
    moment = datetime.fromisoformat(answered_at) - back
    return (moment + timedelta(hours=offset)).replace(tzinfo=None).isoformat() + _offset(moment, offset)


def _offset(moment, hours):
    """The text of an offset that is `hours` more than the moment's own."""
    minutes = int((moment.utcoffset() + timedelta(hours=hours)).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@st.composite
def intakes(draw, keys=tuple(KEYS), start=None):
    """A healthy or an empty intake with up to 15 keys answered anew and up to 3 left out."""
    whole = draw(st.booleans()) if start is None else start == "healthy"
    intake = healthy() if whole else {}
    intake["answered_at"] = draw(st.sampled_from(MOMENTS))
    for key in draw(st.lists(st.sampled_from(keys), max_size=15, unique=True)):
        put(intake, key, draw(value_of(KEYS[key])))
    for key in draw(st.lists(st.sampled_from(keys), max_size=3, unique=True)):
        drop(intake, key)
    intake.setdefault("cramps", {}).pop("last_cramp_at", None)
    if draw(st.booleans()):
        intake["cramps"]["last_cramp_at"] = draw(_last_cramp(intake["answered_at"]))
    return intake


def drop(intake, key):
    """Leave a dotted key out, whether it is there or not."""
    page, _, last = key.partition(".")
    intake.get(page, {}).pop(last, None)


def _words(*words):
    return st.sampled_from(words)


READINGS = {
    "heel_raise_straight": ("reps", st.integers(0, 60)),
    "heel_raise_bent": ("reps", st.integers(0, 60)),
    "knee_to_wall": ("cm", st.integers(0, 200).map(lambda mm: mm / 10)),
    "calf_girth": ("cm", st.integers(300, 420).map(lambda mm: mm / 10)),
    "foot_posture_index": ("points", st.integers(-12, 12)),
    "straight_leg_raise": ("deg", st.integers(20, 90)),
    "slump": (None, _words("negative", "positive", "positive_changes_with_neck")),
    "lumbar_movement": (None, _words("free", "stiff", "reproduces")),
    "ankle_jerk": (None, _words("normal", "reduced", "absent")),
    "sensation": (None, _words("normal", "reduced")),
    "pitting": (None, _words("present", "absent")),
    "toe_grip": (None, _words("holds", "slips")),
    "shoe_check": (None, _words("fine", "worn", "poor_fit", "recently_changed")),
    "running_pronation": (None, _words("neutral", "over", "under")),
    "single_leg_squat": (None, _words("good", "fair", "poor")),
    "single_leg_stance": ("s", st.integers(0, 45)),
    "foot_pulses": (None, _words("present", "weak", "absent")),
    "foot_temperature": (None, _words("warm", "cool", "cold")),
    "squat": (None, _words("good", "fair", "poor")),
    "gait_run": (None, _words("good", "fair", "poor")),
    "hip_abduction": ("percent_body_weight", st.integers(1, 60)),
    "front_plank": ("s", st.integers(0, 300)),
    "thomas_hip": ("deg", st.integers(-20, 30)),
    "y_balance_anterior": ("percent_leg_length", st.integers(30, 110)),
    "navicular_drop": ("mm", st.integers(0, 20)),
}


@st.composite
def _reading(draw, name, side):
    unit, values = READINGS[name]
    test = {"test": name, "side": side, "value": draw(values)}
    extra = {"unit": unit} if unit else {}
    return test | extra | ({"variant": "wedge"} if name.startswith("heel") else {})


@st.composite
def screenings(draw, names=tuple(READINGS)):
    """A tidy screening: no test twice on one side."""
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(["left", "right"]))
    chosen = draw(st.lists(pairs, max_size=8, unique=True))
    tests = [draw(_reading(name, side)) for name, side in chosen]
    return {"recorded_at": "2026-11-20T12:30:00+00:00", "tests": tests}


def maybe_screened():
    return st.one_of(st.none(), screenings())
