"""Whether a "no" stands before a thing: "no swollen legs or chest pain". Who types without commas answers
with one too, "no struggling to breathe" or "no foot black", and then the danger is theirs.

What may stand there is listed, not what may not (ADR 51): an unknown word makes it no thing, and holds.
"""

import re
from collections.abc import Collection, Sequence

QUALITIES = frozenset(
    {
        *("swollen", "puffy", "numb", "cold", "hot", "warm", "red", "blue", "purple", "black", "white"),
        *("pale", "dark", "brown", "yellow", "bloody", "open", "high", "low", "severe", "bad", "sudden"),
        *("constant", "unexplained", "known", "deep", "varicose", "bulging", "blocked", "tight", "weak"),
        *("brittle", "restless", "electric", "droopy", "multiple", "motor", "short", "dirty"),
    }
)
THINGS = frozenset(
    {
        *("leg", "legs", "calf", "calves", "foot", "feet", "ankle", "ankles", "toe", "toes", "shin", "shins"),
        *("chest", "heart", "lung", "lungs", "kidney", "liver", "stomach", "tummy", "bladder", "bowel"),
        *("face", "arm", "arms", "eyes", "skin", "muscle", "bone", "bones", "vein", "veins", "artery"),
        *("arteries", "blood", "wee", "pee", "urine", "water", "breath", "breathing", "weight", "family"),
        *("history", "night", "morning", "saddle", "pain", "pains", "ache", "swelling", "tingling"),
        *("numbness", "weakness", "tightness", "shortness", "difficulty", "fainting", "bleeding", "clotting"),
        *("eating", "clot", "clots", "disease", "disorder", "disorders", "trouble", "troubles", "problem"),
        *("problems", "condition", "conditions", "failure", "attack", "attacks", "surgery", "infection"),
        *("infections", "pressure", "temperature", "headache", "headaches", "sweats", "stroke", "loss"),
        *("retention", "thinners", "tablet", "tablets", "pill", "pills", "medicine", "medicines"),
        *("medication", "medications", "meds", "steroid", "iron", "infusion", "cholesterol", "calcium"),
        *("magnesium", "potassium", "sodium", "sclerosis", "neurone", "cauda", "equina", "drop", "shocks"),
        *("patches", "streaks", "lines", "wound", "wounds", "sores", "poisoning", "bug", "sickness", "flu"),
        *("dizziness", "palpitations", "incontinence"),
    }
)
# Dangers of one word are mostly illnesses and medicines. These tell how somebody is, or what happens.
_TELLS = re.compile(
    r".*(?:ed|ing|less|les|ish|ly|able|abl|ous|burnt|bound)|(?:swo|bal|preg(?!nancy)|excruc|unb|agon(?!y)).*"
    r"|(?:faint|numb|dizz|wooz|shiver|blotch|puff|wheez|vomit|tingl|swell|collaps|drag|convuls|paraly).*"
    r"|(?:diabet|anorex|bulim|haemophil|hemophil)i(?:c|ac)|incontinent|shrunk|dusky|thinner|renal|cardiac"
    r"|varicose|fungal|postnatal|postpartum|newborn|breth|lamppost.*"
)
_KINDS = {
    **dict.fromkeys(("or", "nor"), "J"),
    **dict.fromkeys(("of", "in", "at"), "P"),
    **dict.fromkeys(("a", "an", "any", "the", "my", "other"), "T"),
    **dict.fromkeys(("all", "either", "ever"), "E"),
    **dict.fromkeys(QUALITIES, "A"),
    **dict.fromkeys(THINGS, "N"),
}
_ONE = "T*(?:A+(?:JA+)*)?N+"
_THING = re.compile(f"{_ONE}(?:[PJ]+{_ONE})*(?:P?E)*")


def is_a_thing(words: Sequence[str], alone: Collection[str]) -> bool:
    """Whether the words after a "no" are a thing or several; `alone` are dangers of one word among them."""
    kinds = (_kind(word, alone) for word in " ".join(words).replace("pins and needles", "tingling").split())
    return bool(_THING.fullmatch("".join(kinds)))


def _kind(word: str, alone: Collection[str]) -> str:
    """J joins, P places, T points, E ends, A is how a thing is, N a thing, and x anything else."""
    if word in _KINDS:
        return _KINDS[word]
    return "N" if word in alone and not _TELLS.fullmatch(word) else "x"
