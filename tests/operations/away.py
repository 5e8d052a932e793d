"""The pages that nginx shows where no node answers, or none was asked: the site's own, in deploy/nginx/.

`.venv/bin/python -m tests.operations.away` writes them anew.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
PAGES = {
    "away.html": "errors/503.html",
    "unread.html": "errors/unread.html",
    "crowded.html": "errors/crowded.html",
}


def page(name: str) -> str:
    """Without a reference: no request reached us."""
    from django.template.loader import render_to_string  # noqa: PLC0415 - needs the settings

    return render_to_string(PAGES[name])


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
    django.setup()
    for name in PAGES:
        (FOLDER / name).write_text(page(name), "utf-8")
