"""`manage.py rules`, as whoever keeps the clinical rules runs it."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments.engine.rule_files import KNOWLEDGE_FILES
from assessments.rules import HERE, load_rules

GIVEN = Path(__file__).parents[2] / "cases" / "given"


@pytest.fixture
def stricter(tmp_path):
    """Rules in which a cramp now holds the booking."""
    for name in KNOWLEDGE_FILES:
        shutil.copy(HERE / name, tmp_path / name)
    text = (tmp_path / "safety.toml").read_text()
    (tmp_path / "safety.toml").write_text(text.replace('gate = "open"', 'gate = "held"', 1))
    return tmp_path


def run(capsys, *arguments):
    call_command("rules", *map(str, arguments))
    return capsys.readouterr().out


def test_check_says_what_was_read_and_that_no_clinician_has_agreed(capsys):
    said = run(capsys, "check")
    assert load_rules().digest in said
    assert "Not yet agreed by a clinician" in said


def test_check_names_the_fault_and_fails(capsys, stricter):
    (stricter / "norms.toml").write_text("[[norm]")
    with pytest.raises(SystemExit) as ended:
        run(capsys, "check", stricter)
    assert ended.value.code == 1
    assert capsys.readouterr().out.startswith("norms.toml: the file")


def test_diff_of_the_same_rules_finds_nothing(capsys):
    assert ": 0 of " in run(capsys, "diff", HERE, HERE, "--cases", GIVEN)


def test_diff_tells_case_by_case_what_changes(capsys, stricter):
    said = run(capsys, "diff", HERE, stricter, "--cases", GIVEN.parent)
    assert "booking: open → held" in said
    assert "tier:" not in said
    assert not said.rstrip().endswith(": 0 of 0 cases change.")


def test_diff_with_something_that_is_no_version_fails(capsys):
    with pytest.raises(SystemExit):
        run(capsys, "diff", "no-such-version", HERE)
    assert "neither a folder nor a revision" in capsys.readouterr().out


def test_diff_says_which_of_the_two_can_not_be_read(capsys, stricter):
    """After a new kind of service it is the one before, which has no line for it."""
    (stricter / "norms.toml").write_text("[[norm]")
    with pytest.raises(SystemExit):
        run(capsys, "diff", stricter, HERE)
    assert capsys.readouterr().out.startswith(f"norms.toml of {stricter}: ")


def test_show_prints_wording_source_and_grade(capsys):
    said = run(capsys, "show", "U6")
    assert "Call 111 or your doctor today" in said
    assert "source: S33, A91; grade C" in said


def test_show_of_an_unknown_rule_fails(capsys):
    with pytest.raises(SystemExit):
        run(capsys, "show", "E99")
    assert "No rule is called E99" in capsys.readouterr().out
