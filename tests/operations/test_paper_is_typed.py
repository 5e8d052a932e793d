"""What an operator types from the papers is shell, and names commands and files that there are."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
PAPERS = [ROOT / "deploy" / "README.md", ROOT / "docs" / "operations.md"]
BLOCK = re.compile(r"^( *)```\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
NO_SHELL = re.compile(r"\s|MAILTO=|DATABASE_URL=postgres|host\w* |\[")  # drawings, cron, settings, rules


def blocks(paper):
    found = [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in BLOCK.findall(paper)]
    return [text for text in found if not NO_SHELL.match(text)]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_a_shell_understands_every_line(path):
    """Nothing is run: a quote that stays open, or a loop without its end, is found by reading."""
    found = blocks(path.read_text())
    assert len(found) >= 4
    wrong = {}
    for text in found:
        said = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False).stderr
        if said:
            wrong[text] = said
    assert wrong == {}


def test_a_quote_that_stays_open_is_noticed():
    done = subprocess.run(["bash", "-n"], input="echo 'so\n", capture_output=True, text=True, check=False)
    assert done.stderr


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_every_command_of_ours_is_there_with_its_options(path):
    known = get_commands()
    said = re.findall(r"(?:deploy/manage|manage\.py) ([a-z_]+)((?: --[a-z-]+)*)", path.read_text())
    assert len(said) >= 5
    missing = []
    for name, options in said:
        if name not in known:
            missing.append(name)
            continue
        of = known[name]
        command = load_command_class(of, name) if isinstance(of, str) else of
        text = command.create_parser("manage.py", name).format_help()
        missing += [f"{name} {option}" for option in options.split() if option not in text]
    assert missing == []


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_every_file_of_ours_is_there(path):
    named = set(re.findall(r"(?<![\w/.-])deploy/[\w./-]*\w", path.read_text()))
    own = {"deploy/hekas.env", "deploy/.env"}  # which the operator makes
    named = {name for name in named if name not in own and not name.startswith("deploy/tls/")}
    assert len(named) >= 3
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
