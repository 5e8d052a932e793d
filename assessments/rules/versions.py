"""A version of the rules: a folder, a revision of this repository, or a number such as 1.4.5."""

import re
import subprocess
from pathlib import Path

from assessments.engine.rule_files import KNOWLEDGE_FILES
from assessments.engine.ruleset import Ruleset
from assessments.engine.tables import BadRule

from . import HERE, read_rules, rules_of

NUMBER = re.compile(r"\d+\.\d+\.\d+")
NAMED_IN = "ruleset.toml"


def rules_at(version: str) -> Ruleset:
    """The rules of a folder, as they stood at a revision, or as they last were under a number.

    Raises BadRule.
    """
    if Path(version).is_dir():
        return read_rules(Path(version))
    if NUMBER.fullmatch(version):
        return _numbered(version)
    return rules_of({name: _at_revision(version, name) for name in KNOWLEDGE_FILES})


def _numbered(number: str) -> Ruleset:
    """Those of this folder or of the last commit, or what the commit that gave the next number had found."""
    here = read_rules(HERE)
    if here.version == number:
        return here
    line = re.compile(rf'^version = "{re.escape(number)}"$', re.MULTILINE)
    touched = _git("log", "--format=%H", f"-G{line.pattern}", "--", NAMED_IN).stdout.decode().split()
    for place in ("HEAD", *(f"{commit}~" for commit in touched[:1])):
        if line.search(_git("show", f"{place}:./{NAMED_IN}").stdout.decode()):
            return rules_at(place)
    raise BadRule(NAMED_IN, number, "", "is no version that this repository remembers")


def _at_revision(revision: str, name: str) -> bytes:
    shown = _git("show", "--end-of-options", f"{revision}:./{name}")
    if shown.returncode:
        raise BadRule(name, revision, "", "is neither a folder nor a revision that holds this file")
    return shown.stdout


def _git(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(HERE), *words], capture_output=True, check=False)
