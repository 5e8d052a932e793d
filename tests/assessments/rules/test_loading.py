"""The clinical rules are read from their folder, and a folder with a fault in it says where."""

import re
import shutil
from pathlib import Path

import pytest

from assessments.engine.rule_files import KNOWLEDGE_FILES
from assessments.engine.tables import BadRule
from assessments.engine.terms import Consequence
from assessments.rules import HERE, digest_of, load_rules, read_rules
from assessments.rules.versions import rules_at

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path):
    for name in KNOWLEDGE_FILES:
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path


def change(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


NEW = """
[[rule]]
id = "{id}"
{key}
title = "Something new"
tier = "caution"
when = "safety.dark_urine is yes"
because = "You told us of something new."
rationale = "Tried here."
sources = ["GK"]
grade = "D"
"""


@pytest.mark.parametrize(
    ("id", "key", "said"),
    [
        ("U1", "", "safety.toml: U1: id: 'U1' is used"),
        ("K5", 'key = "K5-again"', "safety.toml: K5-again: id: 'K5' is used"),
        ("K99", 'key = "K5-again"', "safety.toml: K5-again: key: must begin with 'K99-'"),
    ],
)
def test_another_rule_takes_no_used_id(folder, id, key, said):
    (folder / "safety.toml").write_text((folder / "safety.toml").read_text() + NEW.format(id=id, key=key))
    with pytest.raises(BadRule, match=re.escape(said)):
        read_rules(folder)


def test_a_new_rule_under_an_id_of_its_own_is_read(folder):
    (folder / "safety.toml").write_text((folder / "safety.toml").read_text() + NEW.format(id="K99", key=""))
    assert "K99" in {rule.id for rule in read_rules(folder).safety.rules}


def test_a_copy_of_the_folder_has_the_same_digest(folder):
    assert read_rules(folder).digest == load_rules().digest == rules_at(str(folder)).digest
    assert len(load_rules().digest) == 64


@pytest.mark.parametrize("name", KNOWLEDGE_FILES)
def test_every_knowledge_file_is_in_the_digest(folder, name):
    (folder / name).write_text((folder / name).read_text() + "\n")
    assert read_rules(folder).digest != load_rules().digest


def test_the_digest_tells_files_apart():
    assert digest_of({"a": b"xy", "b": b""}) != digest_of({"a": b"x", "b": b"y"})


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "safety.toml",
            'tier = "emergency"',
            'tier = "red"',
            "safety.toml: E1-saddle: tier: 'red' is not one",
        ),
        (
            "safety.toml",
            "numb_saddle is yes",
            "numb_sadle is yes",
            "safety.toml: E1-saddle: when: 'safety.numb_s",
        ),
        (
            "safety.toml",
            'key = "E1-wiping"',
            'key = "E1-saddle"',
            "safety.toml: E1-saddle: key: .* given twice",
        ),
        (
            "safety.toml",
            'because = "You told us',
            'becuase = "You',
            "safety.toml: E1-saddle: becuase: is not a",
        ),
        ("safety.toml", "[[rule]]", "[[rule]", "safety.toml: the file: is not TOML"),
        (
            "safety.toml",
            'title = "New numbness',
            'gate = "open"\ntitle = "',
            "gate: a rule of tier emergency always",
        ),
        (
            "safety.toml",
            'flags = ["K6", "G9"]',
            'flags = ["K6", "G99"]',
            "safety.toml: pregnancy_trained: flags: 'G99' is not the id",
        ),
        (
            "safety.toml",
            'id = "light_only"',
            'id = "asked_first"',
            "consequence: must have each of these",
        ),
        ("safety.toml", 'said_by = ["U8"]', 'said_by = ["U88"]', "G3-diabetes: said_by: must name other"),
        ("safety.toml", 'said_by = ["U8"]', 'said_by = ["G3"]', "G3-diabetes: said_by: must name other"),
        ("causes.toml", "points = 2", "points = 4", "causes.toml: .*: points: must be 1 to 3"),
        ("causes.toml", 'id = "nerve"', 'id = "calf_weakness"', "causes.toml: the file: id: must have each"),
        ("patterns.toml", 'grade = "D"', 'grade = "E"', "patterns.toml: desk_warrior: grade: 'E' is not"),
        ("timing.toml", "last_cramp + 24 h", "last_cramp + 1 d", "timing.toml: first_day: end: days go with"),
        ("timing.toml", 'start = "always"', 'start = "asking"', "pre_competition has no line"),
        ("danger_words.toml", '"cant breathe"', '"can\'t breathe"', "danger_words.toml: breath: words: "),
        ("danger_words.toml", '"=leg"', '"=limb"', "danger_words.toml: .*: '=limb' is not a group"),
        ("danger_words.toml", '"11..59 min*"', '"11..900 min*"', "may only hold small letters"),
        ("danger_words.toml", '"health.medicines"]', '"health.pills"]', "denies: 'health.pills' is not"),
        ("danger_words.toml", "left_alone = [", "left = [", "spelling: left: is not a field"),
        ("advice.toml", 'not_with = ["K3"]', 'not_with = ["K33"]', "stronger_calves: not_with: must name"),
        ("advice.toml", 'instead_of = "during', 'instead_of = "before', "instead_of: must name a card"),
        ("advice.toml", "[tiers.none]", "[tiers.nothing]", "advice.toml: tiers: nothing: is not a field"),
        ("norms.toml", "male = 37", "males = 37", "norms.toml: .*: males: is not a field"),
        ("ruleset.toml", 'version = "', 'versions = "', "ruleset.toml: versions: is not a field"),
    ],
)
def test_a_fault_names_file_rule_and_field(folder, name, old, new, said):
    change(folder, name, old, new)
    with pytest.raises(BadRule, match=said):
        read_rules(folder)


def test_a_file_that_is_not_there_is_named(folder):
    (folder / "norms.toml").unlink()
    with pytest.raises(BadRule, match=r"norms\.toml: the file: can't be read"):
        read_rules(folder)


def test_whoever_bleeds_easily_reads_why_there_is_no_deep_work():
    (rule,) = [one for one in load_rules().safety.rules if one.key == "K1"]
    assert rule.action.endswith("You may bruise more easily, so there will be no deep work.")


def test_what_follows_from_a_flag_stands_in_the_rules():
    safety = load_rules().safety
    assert safety.flags_with(Consequence.ASKED_FIRST) == {"K1", "K2", "K7", "K8", "K9", "K10"}
    assert safety.flags_with(Consequence.LIGHT_ONLY) >= {"K1", "K6", "K8", "K10"}
    assert safety.flags_with(Consequence.PREGNANCY_TRAINED) == {"K6", "G9"}


def test_rules_from_before_they_stood_there_are_still_read_to_be_compared(folder):
    text = (folder / "safety.toml").read_text()
    head, rest = text.split("[[consequence]]", 1)
    (folder / "safety.toml").write_text(head + "[[rule]]" + rest.split("[[rule]]", 1)[1])
    assert read_rules(folder).safety.consequences == ()


def test_no_python_beside_the_rules_names_a_flag():
    """Which flag asks for what is for a clinician to read and sign; X1 and X2 are the engine's own marks."""
    flag = re.compile(r"""["'](?:[EUK]\d{1,2}|G\d{1,2}[a-e]?)["']""")
    files = [path for app in ("assessments", "bookings", "hekas") for path in (ROOT / app).rglob("*.py")]
    files = [path for path in files if path.parent.name != "migrations"]
    assert [f"{path.name}: {hit[0]}" for path in files for hit in flag.finditer(path.read_text())] == []
