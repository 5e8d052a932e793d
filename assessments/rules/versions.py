"""A version of the rules: a folder, or a revision of this repository."""

import subprocess
from pathlib import Path

from assessments.engine.rule_files import KNOWLEDGE_FILES
from assessments.engine.ruleset import Ruleset
from assessments.engine.tables import BadRule

from . import HERE, read_rules, rules_of


def rules_at(version: str) -> Ruleset:
    """The rules of a folder, or as they stood at a revision. Raises BadRule."""
    if Path(version).is_dir():
        return read_rules(Path(version))
    return rules_of({name: _at_revision(version, name) for name in KNOWLEDGE_FILES})


def _at_revision(revision: str, name: str) -> bytes:
    shown = subprocess.run(
        ["git", "-C", str(HERE), "show", "--end-of-options", f"{revision}:./{name}"],
        capture_output=True,
        check=False,
    )
    if shown.returncode:
        raise BadRule(name, revision, "", "is neither a folder nor a revision that holds this file")
    return shown.stdout
