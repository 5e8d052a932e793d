"""The page that nginx shows where no node answers: the site's own, written to deploy/nginx/away.html.

`.venv/bin/python -m tests.operations.away` writes it anew.
"""

import os
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "away.html"


def page() -> str:
    """The 503 page without a reference: no request reached us."""
    from django.template.loader import render_to_string  # noqa: PLC0415 - needs the settings

    return render_to_string("errors/503.html")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
    django.setup()
    PAGE.write_text(page(), "utf-8")
