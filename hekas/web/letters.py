"""Letters as PDF/UA: a typst template and plain data in, bytes out. What was typed stays text, never code."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_figtree
import typst
from django.conf import settings

FONTS = Path(fontpkg_figtree.__file__).parent / "files"


def pdf(letter: str, data: Mapping[str, Any]) -> bytes:
    """The letter `templates/letters/<letter>.typ` with this data, tagged for screen readers."""
    made: bytes = typst.compile(
        str(_folder() / f"{letter}.typ"),
        root=str(_folder()),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data)},
    )
    return made


@cache
def _folder() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "letters"
