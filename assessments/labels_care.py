"""Codes of a visit, a plan and the diary as words for people."""

from decimal import Decimal

PARTS_OF_BODY = {
    "lumbar": "Low back",
    "gluteals": "Buttock",
    "hip_flexors": "Front of the hip",
    "hamstrings": "Back of the thigh",
    "quadriceps": "Front of the thigh",
    "popliteal_fossa": "Behind the knee",
    "gastrocnemius_medial": "Inner calf",
    "gastrocnemius_lateral": "Outer calf",
    "soleus": "Lower calf",
    "tibialis_posterior": "Deep calf",
    "tibialis_anterior": "Shin",
    "peroneals": "Outer side of the leg",
    "achilles_tendon": "Heel cord",
    "plantar_fascia": "Sole of the foot",
}
FINDING_KINDS = {
    "trigger_point": "Trigger point",
    "tissue_quality": "Tight tissue",
    "imbalance": "Uneven",
    "fascial_restriction": "Does not glide",
}
SEVERITIES = {0: "None", 1: "Mild", 2: "Moderate", 3: "Marked"}
SIDES = {"left": "Left", "right": "Right", "both": "Both sides"}
UNITS = {
    "reps": "raises",
    "cm": "cm",
    "mm": "mm",
    "deg": "degrees",
    "s": "seconds",
    "points": "points",
    "percent_body_weight": "% of body weight",
    "percent_leg_length": "% of leg length",
    "grade": "grade",
}
COUNTED = {"raises", "degrees", "seconds", "points"}  # one of them loses its s
VARIANTS = {"flat": "Flat floor", "wedge": "Wedge", "shoes_on": "Shoes on", "barefoot": "Barefoot"}
DONE_HOW = {
    "flat": "on a flat floor",
    "wedge": "on a wedge",
    "shoes_on": "with shoes on",
    "barefoot": "barefoot",
}
STOPS = {
    "pain": "Pain",
    "cramp": "Cramp",
    "dizziness": "Dizzy",
    "fatigue": "Tired",
    "form": "Height or pace lost",
}
REPRODUCES = {
    "leg_symptom": "The leg symptom",
    "hamstring_stretch": "A stretch behind the thigh",
    "nothing": "Nothing",
}
ASKED_OF_A_TEST = {  # the fields of a test beside its values, as its page names them
    "pain": "Pain",
    "stopped": "Stopped by",
    "reproduces": "Brings on",
    "variant": "How it was done",
    "note": "Note",
}
CONTRIBUTORS = {
    "pronation_supination": "Foot rolls in or out",
    "limited_dorsiflexion": "Ankle bends little",
    "hip_weakness": "Hip strength",
    "poor_core_stability": "Core steadiness",
    "footwear_mismatch": "Shoes that do not suit",
}
DECISIONS = {"confirmed": "Confirmed", "added": "Added", "struck": "Struck out"}
PLAN_STATUSES = {"draft": "Draft", "active": "Active", "completed": "Ended", "revoked": "Discarded"}
VERDICTS = {"better": "Better", "same": "About the same", "worse": "Worse", "unknown": "Not enough to say"}
FOR_HANDS = {  # of a flag whose rule has no word for hands
    "none": "Nothing follows for hands.",
    "caution": "Take care.",
    "soon_gp": "A GP soon.",
    "same_day": "A doctor the same day; no hands-on work before that.",
    "emergency": "Emergency help at once; no hands-on work before that.",
}
LOAD_KINDS = {
    "build": "Build up",
    "recovery": "Easier week",
    "event": "Your event: keep it light",
    "after_event": "After your event: easy",
}
EDUCATION = {  # pages of the guide
    "after-a-cramp": "The day or two after a cramp",
    "when-to-see-a-doctor": "When to see a doctor",
    "keeping-cramps-away": "Keeping cramps away",
    "five-things": "Five things that may add to cramps",
}
CRAMP_SETTINGS = {
    "night": "In bed",
    "during_exercise": "During sport",
    "after_exercise": "After sport",
    "at_rest": "Sitting or resting",
    "other": "Another time",
}


def noted(pain: object, stopped: str, reproduces: str) -> list[str]:
    """What was noted beside a value, in words; `pain` 0 to 10, None or "" where nobody said."""
    notes = [f"pain {pain} of 10"] if pain not in (None, "") else []
    notes += [f"stopped: {STOPS[stopped].lower()}"] if stopped else []
    return notes + ([f"brought on: {REPRODUCES[reproduces].lower()}"] if reproduces else [])


def field_of_a_test(name: str) -> str:
    """A field as its page names it: "Left", "Pain, left"; empty for what is said of the whole test."""
    about, _, side = name.partition("_")
    where = "" if "both" in (name, side) else SIDES.get(side or name, "")
    said = ASKED_OF_A_TEST.get(about)
    return f"{said}, {where.lower()}" if said and where else said or where


def plain(number: Decimal | None) -> str:
    """9, 9.5, -3: no trailing nought."""
    return "" if number is None else f"{number.normalize():f}"


def with_unit(value: Decimal | str, unit: str) -> str:
    """As one says it: "1 raise", "2 raises", "30% of body weight"; a word stays a word."""
    if isinstance(value, str):
        return value
    word, number = UNITS.get(unit, unit), plain(value)
    if number == "1" and word in COUNTED:
        word = word.removesuffix("s")
    return f"{number}{word}" if word.startswith("%") else f"{number} {word}"
