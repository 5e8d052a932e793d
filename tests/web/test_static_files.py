"""Scripts as browsers get them: under names that change with their content."""

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

SCRIPTS = Path(settings.BASE_DIR, "static", "js", "behaviours")
IMPORTED = re.compile(r'^import .* from "\./(.+)";$', re.MULTILINE)


def served(root):
    """The hashed name of each behaviour and its content, as collectstatic makes them."""
    shutil.copytree(SCRIPTS, root / "js" / "behaviours")
    storage = storages.create_storage(settings.STORAGES["served"] | {"OPTIONS": {"location": str(root)}})
    source = FileSystemStorage(str(root))
    names = [f"js/behaviours/{path.name}" for path in SCRIPTS.glob("*.js")]
    assert list(storage.post_process({name: (source, name) for name in names}))
    return {Path(name).name: (root / name).read_text() for name in storage.hashed_files.values()}


def test_no_module_comes_under_two_names(tmp_path):
    """A second name is a second module: each press would be heard twice, each form sent twice."""
    scripts = served(tmp_path)
    imported = {name for content in scripts.values() for name in IMPORTED.findall(content)}
    assert len(scripts) == len(list(SCRIPTS.glob("*.js")))
    assert {name.split(".")[0] for name in imported} == {
        "desk-dialog",
        "board-drag",
        "board-says",
        "care-stepper",
        "care-body",
        "touched",
    }
    assert imported <= set(scripts)
