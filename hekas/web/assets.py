"""The font subset and the style bundle, made at set-up from wheels and our own files, never kept in git."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import fontpkg_figtree
from fontTools import subset
from fontTools.ttLib import TTFont

FONT = Path(fontpkg_figtree.__file__).parent / "files" / "Figtree[wght].ttf"
# Latin with the accents that names bring, punctuation, arrows, the pound and the euro sign.
LETTERS = "U+0020-007E,U+00A0-00FF,U+0100-017F,U+2010-2026,U+2032-2033,U+20AC,U+2190-2193,U+2212,U+00D7"
FEATURES = ["kern", "liga", "locl", "mark", "mkmk", "ccmp", "tnum", "lnum"]


def build(static: Path) -> list[str]:
    """Make what is missing or older than its sources under `static`; name what was made."""
    makers = {"fonts/figtree.woff2": make_font, "build/site.css": make_styles}
    return [name for name, make in makers.items() if make(static, static / name)]


def make_font(static: Path, target: Path) -> bool:
    if is_newer(target, [FONT, Path(__file__)]):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(subset_font(FONT))
    return True


def subset_font(source: Path) -> bytes:
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, name_IDs=[1, 2])
    font = TTFont(source)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(LETTERS.replace("U+", "")))
    cutter.subset(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def make_styles(static: Path, target: Path) -> bool:
    sources = list(style_sources(static))
    if is_newer(target, [*sources, Path(__file__), static / "css" / "components"]):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(tighten(source.read_text()) for source in sources))
    return True


def style_sources(static: Path) -> Iterator[Path]:
    """Tokens first, then the ground, then the components by name."""
    css = static / "css"
    yield css / "tokens.css"
    yield css / "base.css"
    yield from sorted((css / "components").glob("*.css"))


def tighten(css: str) -> str:
    """Drop comments and the space that means nothing. Our own files hold no strings with either."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return re.sub(r"(?<=[{;])([\w-]+): ", r"\1:", css).replace(";}", "}").strip()


def is_newer(target: Path, sources: list[Path]) -> bool:
    return target.exists() and target.stat().st_mtime >= max(s.stat().st_mtime for s in sources)
