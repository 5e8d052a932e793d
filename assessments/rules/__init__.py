"""The clinical knowledge as versioned data, and the only reader of its files."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from assessments.engine.rule_files import KNOWLEDGE_FILES, ruleset_of
from assessments.engine.ruleset import Ruleset
from assessments.engine.tables import BadRule

HERE = Path(__file__).parent


@cache
def load_rules() -> Ruleset:
    """The rules of this folder, read once. Raises BadRule."""
    return read_rules(HERE)


def read_rules(folder: Path) -> Ruleset:
    """The rules of any folder. Raises BadRule, which names file, rule and field."""
    return rules_of(contents_of(folder))


def contents_of(folder: Path = HERE) -> dict[str, bytes]:
    """The knowledge files of a folder, by name. Raises BadRule."""
    return {name: _bytes(folder, name) for name in KNOWLEDGE_FILES}


def rules_of(contents: dict[str, bytes]) -> Ruleset:
    """The rules in these files, by name. Raises BadRule."""
    tables = {name: _table(name, content) for name, content in contents.items()}
    return ruleset_of(tables, digest_of(contents))


def digest_of(contents: dict[str, bytes]) -> str:
    """SHA-256 over the names, lengths and bytes of the knowledge files, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name}\0{len(contents[name])}\0".encode())
        digest.update(contents[name])
    return digest.hexdigest()


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise BadRule(name, "the file", "", f"can't be read: {error.strerror}") from None


def _table(name: str, content: bytes) -> dict[str, object]:
    try:
        return tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRule(name, "the file", "", f"is not TOML: {error}") from None
