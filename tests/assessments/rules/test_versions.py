"""Which rules are meant: a folder, a revision, or the number that they had."""

import shutil
import subprocess

import pytest

from assessments.engine.rule_files import KNOWLEDGE_FILES
from assessments.engine.tables import BadRule
from assessments.rules import HERE, load_rules, versions
from assessments.rules.versions import rules_at

WHO = ("-c", "user.name=Demo", "-c", "user.email=demo@demo.example")


@pytest.fixture
def history(tmp_path, monkeypatch):
    """A repository whose rules were 0.0.1, were mended under that number, became 0.0.2 and are 0.0.3."""
    for name in KNOWLEDGE_FILES:
        shutil.copy(HERE / name, tmp_path / name)
    monkeypatch.setattr(versions, "HERE", tmp_path)
    _git(tmp_path, "init", "-q")
    for number, more in [("0.0.1", ""), ("0.0.1", "\n# mended\n"), ("0.0.2", ""), ("0.0.3", "")]:
        _write(tmp_path, number, more)
    return tmp_path


def _write(folder, number, more):
    words = (HERE / "ruleset.toml").read_text()
    words = words.replace(f'version = "{load_rules().version}"', f'version = "{number}"', 1)
    (folder / "ruleset.toml").write_text(words + more)
    _git(folder, "add", ".")
    _git(folder, *WHO, "commit", "-q", "-m", number)


def _git(folder, *words):
    subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True)


@pytest.mark.parametrize(("asked", "revision"), [("0.0.1", "HEAD~2"), ("0.0.2", "HEAD~1"), ("0.0.3", "HEAD")])
def test_a_number_is_what_the_rules_last_were_under_it(history, asked, revision):
    assert rules_at(asked).version == asked
    assert rules_at(asked).digest == rules_at(revision).digest


def test_what_is_being_written_counts_under_its_own_number(history):
    path = history / "ruleset.toml"
    path.write_text(path.read_text().replace("0.0.3", "0.0.4", 1))
    assert [rules_at(number).version for number in ("0.0.4", "0.0.3")] == ["0.0.4", "0.0.3"]


@pytest.mark.parametrize("number", ["0.0.9", "0.0", "nothing", "--help"])
def test_what_never_was_is_said_in_a_sentence(history, number):
    with pytest.raises(BadRule, match=r"is no version|is neither a folder"):
        rules_at(number)
