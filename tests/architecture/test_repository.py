"""The repository speaks of the product alone: no machine's path, no registry, nothing inline."""

import ast
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRACKED = [
    ROOT / line
    for line in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
]
TEXT = [p for p in TRACKED if p.suffix not in {".png", ".woff2", ".ico", ".jpg"} and p.is_file()]
TEMPLATES = [p for p in TEXT if "templates" in p.parts and "messages" not in p.parts and p.suffix == ".html"]
# Written in halves, so that this file does not find itself.
WORDS = ["/wo" + "rk/", "/ro" + "ot/", "py" + "pi\\.org", "python" + "hosted", "registry\\.n" + "pm"]
STRAY = re.compile("|".join(WORDS))
INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src=)|hx-on|javascript:", re.IGNORECASE)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_path_of_a_machine_and_no_registry():
    assert [name(p) for p in TEXT if STRAY.search(p.read_text(errors="replace"))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_inline_in_a_template(path):
    assert INLINE.findall(path.read_text()) == []


def test_every_requirement_says_why():
    for file in ("requirements.in", "requirements-dev.in"):
        lines = [x for x in (ROOT / file).read_text().splitlines() if x and not x.startswith(("#", "-c"))]
        assert [line for line in lines if "#" not in line] == []


def test_every_requirement_is_pinned_with_a_hash():
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / file).read_text()
        assert text.count("==") == len(re.findall(r"==[^\n]*\\\n\s+--hash=sha256:", text))


IN_A_SCRIPT = re.compile(
    r"\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\("
    r"|new Function|postMessage|addEventListener\(.message|localStorage|sessionStorage|indexedDB"
    r"|__proto__|document\.cookie"
)


def test_no_script_makes_markup_of_words_runs_them_or_keeps_them():
    """ASVS 3.2.2, 3.5.5, 14.3.3, 15.3.6."""
    ours = [(ROOT / "static" / "js").rglob("*.js"), (ROOT / "templates").rglob("*.js")]
    scripts = [path for some in ours for path in some]
    assert len(scripts) > 10 and "service-worker.js" in {path.name for path in scripts}
    assert {path.name: IN_A_SCRIPT.findall(path.read_text()) for path in scripts} == {
        path.name: [] for path in scripts
    }
    assert IN_A_SCRIPT.search("box.innerHTML = said")


def imported() -> set[str]:
    """The packages of others that our code imports, by the name of the module."""
    found = set()
    for path in TEXT:
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ("hekas", "assessments", "bookings"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                of = node.module if isinstance(node, ast.ImportFrom) and not node.level else None
                found |= {name.partition(".")[0] for name in (*names, of) if name}
    return found - set(sys.stdlib_module_names) - {"hekas", "assessments", "bookings"}


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_what_our_code_imports_is_named_with_its_reason():
    """What only another package brings goes with that package, and nobody notices before production."""
    lines = (ROOT / "requirements.in").read_text().splitlines()
    named = {plain(one) for line in lines for one in re.findall(r"[\w.-]+", line.partition("#")[0])}
    brought = metadata.packages_distributions()
    unnamed = {module for module in imported() if not named & {plain(one) for one in brought[module]}}
    assert unnamed == set()
    assert {"django", "psycopg2", "cryptography"} <= imported()
