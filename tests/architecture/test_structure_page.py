"""docs/structure.md: who imports whom, drawn from the code itself."""

from pathlib import Path

import grimp
import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "structure.md"
ROOMS = {
    "hekas.portal": "portal: pages that show both apps",
    "hekas.api": "api: the JSON API",
    "hekas.privacy": "privacy: export, retention, erasure",
    "hekas.fhir": "fhir: a record as a bundle",
    "bookings": "bookings: time",
    "assessments": "assessments: the body",
    "hekas.messaging": "messaging: the outbox",
    "hekas.accounts": "accounts: people and roles",
    "hekas.audit": "audit: who did and read what",
    "hekas.web": "web: the HTTP kit",
    "hekas.backups": "backups: copies and the proof that one can be read",
}
SHARED = ("views", "forms", "presenters", "actions", "permissions", "queries", "adapters", "models")
LAYERS = {
    "bookings": (*SHARED, "scheduling"),
    "assessments": (*SHARED, "rules", "engine"),
    "hekas.messaging": (*SHARED, "sending", "channels"),
}
HEAD = """# The house

Drawn from the imports of the code; a test fails when they differ. To draw it anew:
`.venv/bin/python -m tests.architecture.test_structure_page`.
An arrow goes from the room that imports to the room that is imported; where a way through a third room
exists already, the shorter arrow is left out. All of them go down: contracts in `pyproject.toml` hold that.
"""


@pytest.fixture(scope="module")
def drawn():
    return page()


def imports(graph: grimp.ImportGraph, rooms: list[str]) -> list[tuple[str, str]]:
    """Each pair of rooms of which the first imports the second, and which no third room already ties."""
    pairs = {
        (upper, lower)
        for upper in rooms
        for lower in rooms
        if upper != lower and graph.direct_import_exists(importer=upper, imported=lower, as_packages=True)
    }
    tied = {(a, d) for a, b in pairs for c, d in pairs if b == c}
    return sorted(pairs - tied)


def chart(edges: list[tuple[str, str]], labels: dict[str, str]) -> str:
    """One drawing in Mermaid's words."""
    nodes = [f'  {name.replace(".", "_")}["{label}"]' for name, label in labels.items()]
    arrows = [f"  {a.replace('.', '_')} --> {b.replace('.', '_')}" for a, b in edges]
    return "```mermaid\nflowchart TB\n" + "\n".join(nodes + arrows) + "\n```\n"


def page() -> str:
    graph = grimp.build_graph("hekas", "assessments", "bookings", cache_dir=None)
    rooms = {name: label for name, label in ROOMS.items() if name in graph.modules}
    parts = [HEAD, "\n## Between the rooms\n\n", chart(imports(graph, list(rooms)), rooms)]
    for app, layers in LAYERS.items():
        names = {name: layer for layer in layers if (name := f"{app}.{layer}") in graph.modules}
        parts += [f"\n## Inside {app.removeprefix('hekas.')}\n\n", chart(imports(graph, list(names)), names)]
    return "".join(parts)


def test_the_page_shows_the_imports_as_they_are(drawn):
    assert PAGE.read_text() == drawn


def test_every_package_of_the_project_has_a_room(drawn):
    root = PAGE.parents[1] / "hekas"
    packages = {f"hekas.{path.parent.name}" for path in root.glob("*/__init__.py")}
    assert packages - set(ROOMS) <= {"hekas.postgres"}, "a package without a line in ROOMS"


if __name__ == "__main__":
    PAGE.write_text(page())
