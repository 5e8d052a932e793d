"""The questionnaire asks everything once, in words that people use, and says what is wrong with it."""

import copy
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from assessments.checks import questionnaire_can_be_read
from assessments.rules.questionnaire import (
    CHOICES,
    PAGES,
    QuestionnaireFault,
    load_questionnaire,
    parse_questionnaire,
)
from assessments.rules.questionnaire_terms import UNSURE

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "tests/contract/intake.schema.json").read_text())
RULES = ROOT / "assessments/rules"
AVOID = re.compile(r"claudication|oedema|paraesthesia|\bacute\b|benign|diagnos|cure\b|symptom", re.IGNORECASE)


@pytest.fixture
def files():
    """Both files as tables that a test may damage."""
    return [tomllib.loads((RULES / name).read_text()) for name in (PAGES, CHOICES)]


def schema_keys():
    for section, part in SCHEMA["properties"].items():
        if section != "answered_at":
            yield from (
                [(f"{section}.{key}", shape) for key, shape in part["properties"].items()]
                if "properties" in part
                else [(section, part)]
            )


KEYS = dict(schema_keys())


def test_every_key_of_the_schema_is_asked_exactly_once():
    asked = sorted(question.key for question in load_questionnaire().questions)
    assert asked == sorted(KEYS), "a new key is in tests/contract/ and hekas/api/documents/ too"


@pytest.mark.parametrize("key", [k for k, s in KEYS.items() if "enum" in s or "enum" in s.get("items", {})])
def test_every_choice_of_every_enum_has_its_words(key):
    question = load_questionnaire().by_key[key]
    codes = KEYS[key].get("enum") or KEYS[key]["items"]["enum"]
    offered = {choice.value for choice in question.choices}
    optional = {"rather_not_say"} if question.kind == "yes_no" else set()
    assert (offered | optional) - {UNSURE} == set(codes)
    assert all(choice.label for choice in question.choices)


@pytest.mark.parametrize("key", [key for key, shape in KEYS.items() if "maximum" in shape])
def test_limits_are_those_of_the_schema(key):
    question = load_questionnaire().by_key[key]
    assert (question.min, question.max) == (KEYS[key]["minimum"], KEYS[key]["maximum"])


def test_emergency_questions_come_before_all_others():
    pages = [page.slug for page in load_questionnaire().pages][:4]
    assert pages == ["breathing-and-head", "urgent-leg", "personal-signs", "wiping"]


def test_no_page_asks_more_than_five_things_and_each_says_why():
    pages = load_questionnaire().pages
    assert max(len(page.questions) for page in pages) <= 5
    assert all(len(page.why) > 20 for page in pages)


def test_every_safety_question_needs_an_answer_and_not_sure_is_one():
    questions = [q for q in load_questionnaire().questions if q.key.startswith("safety.")]
    assert all(question.must for question in questions)
    unsure = [q for q in questions if q.kind == "yes_no" and q.label_of("not_sure") != "I’m not sure"]
    assert unsure == []


def test_every_list_of_safety_has_a_way_to_say_not_sure():
    lists = [q for q in load_questionnaire().questions if q.must and q.kind == "many_of"]
    assert {q.key for q in lists} == {"safety.clot_risks", "health.conditions", "health.medicines"}
    assert all({UNSURE, "not_sure"} & {choice.value for choice in q.choices} for q in lists)


def test_words_are_plain():
    shown = [
        text
        for page in load_questionnaire().pages
        for question in page.questions
        for text in (page.title, page.why, page.lead, question.ask, question.hint, question.short)
    ]
    labels = [c.label + c.hint for q in load_questionnaire().questions for c in q.choices]
    assert [text for text in shown + labels if AVOID.search(text)] == []


def test_sentences_are_short():
    """Reading age 9 to 11: on average at most 14 words a sentence, and none beyond 30."""
    asked = [q.ask + " " + q.hint for q in load_questionnaire().questions]
    lengths = [len(s.split()) for text in asked for s in re.split(r"[.?!]\s*", text) if s.strip()]
    assert sum(lengths) / len(lengths) <= 14
    assert max(lengths) <= 30


@pytest.mark.parametrize(
    ("damage", "file", "where", "field"),
    [
        (lambda p, c: p["pages"][0].pop("why"), PAGES, "page breathing-and-head", "why"),
        (lambda p, c: p["pages"][0].update(wy="x"), PAGES, "page breathing-and-head", "wy"),
        (lambda p, c: p["pages"][1].update(section="x"), PAGES, "page urgent-leg", "section"),
        (lambda p, c: p["pages"][1].update(questions=[]), PAGES, "page urgent-leg", "questions"),
        (lambda p, c: p["pages"][1].update(slug="wiping"), PAGES, "slug wiping", "slug"),
        (lambda p, c: c.pop("safety.clot_risks"), CHOICES, "safety.clot_risks", "safety.clot_risks"),
        (lambda p, c: p["pages"][3].update(when={"goals": ["x"]}), PAGES, "page wiping", "when.goals"),
        (lambda p, c: p["pages"][3].update(when={"goals": {"x": 1}}), PAGES, "page wiping", "when.goals"),
        (
            lambda p, c: p["pages"][-1].update(when={"about.age": {"not": [999]}}),
            PAGES,
            "goals",
            "when.about.age",
        ),
        (lambda p, c: p.pop("version"), PAGES, "top", "version"),
    ],
)
def test_a_fault_names_file_page_and_field(files, damage, file, where, field):
    damage(*files)
    with pytest.raises(QuestionnaireFault) as fault:
        parse_questionnaire(*files)
    assert (fault.value.file, fault.value.field) == (file, field)
    assert where in fault.value.where


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "essay"}, "kind"),
        ({"kind": "number"}, "max"),
        ({"kind": "text"}, "most"),
        ({"kind": "scale", "min": 0, "max": 10}, "ends"),
        ({"kind": "span", "max": 9, "unit": "weeks", "units": ["fortnights"]}, "units"),
        ({"ask": " "}, "ask"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_in_a_question_names_the_question(files, change, field):
    files[0]["pages"][0]["questions"][0].update(change)
    with pytest.raises(QuestionnaireFault) as fault:
        parse_questionnaire(*files)
    assert fault.value.field == field
    assert "safety.breathless_or_chest_pain" in fault.value.where


def test_a_key_asked_twice_is_a_fault(files):
    pages = files[0]["pages"]
    pages[1]["questions"] = copy.deepcopy(pages[0]["questions"])
    with pytest.raises(QuestionnaireFault, match="stands there twice"):
        parse_questionnaire(*files)


def test_the_system_check_is_quiet_while_all_is_well():
    assert questionnaire_can_be_read() == []


def test_what_is_said_to_be_drawn_is_drawn():
    drawn = [question for question in load_questionnaire().questions if question.drawn]
    assert [question.key for question in drawn] == ["cramps.settings"]
    static = settings.BASE_DIR / "static"
    for question in drawn:
        files = {str(path.relative_to(static)) for path in static.glob(f"img/{question.drawn}-*.svg")}
        assert set(question.pictures.values()) == files
