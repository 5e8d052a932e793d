"""The font subset and the style bundle: made once, left alone, small."""

import os
import re
from io import BytesIO

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from hekas.web import assets


@pytest.fixture
def static(tmp_path):
    css = tmp_path / "css"
    (css / "components").mkdir(parents=True)
    (css / "tokens.css").write_text("/* why */\n:root { --ink: #14211f; }\n")
    (css / "base.css").write_text('body {\n  margin: 0;\n  background: url("../x.svg");\n}\n')
    (css / "components" / "b.css").write_text(".b > a:hover { color: red; }")
    (css / "components" / "a.css").write_text("@media (min-width: 40rem) { .a { top: calc(1rem + 2px); } }")
    return tmp_path


def test_the_bundle_is_in_order_and_tight(static):
    assets.make_styles(static, static / "build/site.css")
    assert (static / "build/site.css").read_text() == (
        ":root{--ink:#14211f}"
        'body{margin:0;background:url("../x.svg")}'
        "@media (min-width: 40rem){.a{top:calc(1rem + 2px)}}"
        ".b>a:hover{color:red}"
    )


def test_nothing_is_made_twice(static):
    assert set(assets.build(static)) == {"fonts/figtree.woff2", "build/site.css"}
    assert assets.build(static) == []


def test_a_newer_source_makes_the_bundle_again(static):
    target = static / "build/site.css"
    assets.make_styles(static, target)
    later = target.stat().st_mtime + 10
    os.utime(static / "css/base.css", (later, later))
    assert assets.make_styles(static, target) is True


def test_a_component_that_went_away_goes_from_the_bundle(static):
    target = static / "build/site.css"
    assets.make_styles(static, target)
    (static / "css/components/b.css").unlink()
    later = target.stat().st_mtime + 10
    os.utime(static / "css/components", (later, later))
    assets.make_styles(static, target)
    assert ".b>" not in target.read_text()


def test_the_font_is_small_and_knows_our_letters():
    made = assets.subset_font(assets.FONT)
    letters = TTFont(BytesIO(made)).getBestCmap()
    assert len(made) < 25_000
    assert all(ord(letter) in letters for letter in "Aé£–’…→Łż0")


def test_the_font_keeps_its_weights():
    made = TTFont(BytesIO(assets.subset_font(assets.FONT)))
    assert [axis.axisTag for axis in made["fvar"].axes] == ["wght"]


def test_our_styles_name_colours_in_one_place_only():
    css = settings.BASE_DIR / "static" / "css"
    apart = {"tokens.css", "admin.css", "admin-forms.css"}  # Django's admin loads no tokens of ours
    others = {path.name: path.read_text() for path in css.rglob("*.css") if path.name not in apart}
    assert others
    assert [name for name, text in others.items() if re.search(r"#[0-9a-f]{3,8}\b(?![^:{}]*\{)", text)] == []


def test_what_styles_point_to_is_there_from_the_bundle_and_from_the_source():
    static = settings.BASE_DIR / "static"
    for path in static.glob("css/**/*.css"):
        for target in re.findall(r'url\("(?!data:)([^"#]+)"\)', path.read_text()):
            assert (path.parent / target).exists()
            if path.name != "admin.css":  # is no part of the bundle
                assert (static / "build" / target).exists()
