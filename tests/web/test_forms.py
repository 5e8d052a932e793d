"""Plain forms: our words, stable ids, nothing required by the browser."""

from datetime import date

import pytest
from django import forms
from django.template import engines

from hekas.web.forms import (
    CheckRows,
    DateOfThree,
    NumberText,
    PlainForm,
    RadioRows,
    Scale,
    scale_choices,
)

CHOICES = [("yes", "Yes"), ("no", "No"), ("none", "None of these")]


class Visit(PlainForm):
    heading_field = "swollen"
    swollen = forms.ChoiceField(
        label="Is it swollen?", help_text="Compare.", choices=CHOICES, widget=RadioRows(hints={"no": "Fine."})
    )
    ticks = forms.MultipleChoiceField(
        label="Tick", choices=CHOICES, widget=CheckRows(exclusive="none"), required=False
    )
    pain = forms.ChoiceField(label="How bad?", choices=scale_choices(), widget=Scale("none", "worst"))
    born = DateOfThree(label="Born", noun="date of birth")
    name = forms.CharField(label="Name", error_messages={"required": "Enter your full name"})
    phone = forms.CharField(label="Phone", required=False)
    sleep = forms.IntegerField(label="Sleep", widget=NumberText("hours"))


def drawn(form):
    source = "{% load crispy_forms_tags %}{% crispy form %}"
    return engines["django"].from_string(source).render({"form": form})


def summary(form):
    source = '{% include "components/error_summary.html" with form=form only %}'
    return engines["django"].from_string(source).render({"form": form})


def test_the_browser_requires_nothing():
    assert " required" not in drawn(Visit())


def test_the_heading_field_is_the_only_h1():
    html = drawn(Visit())
    assert html.count("<h1>") == 1
    assert "<h1>Is it swollen?</h1>" in html


def test_optional_is_marked_and_required_is_not():
    html = drawn(Visit())
    assert html.count("(optional)") == 1
    assert 'for="id_phone">Phone <span class="field__optional">' in html


def test_what_is_missing_is_said_in_our_words():
    errors = Visit({}).errors
    assert errors["swollen"] == ["Choose an answer to “Is it swollen?”"]
    assert errors["sleep"] == ["Fill in “Sleep”"]
    assert errors["name"] == ["Enter your full name"]
    assert errors["born"] == ["Enter the date of birth"]


def test_an_answer_that_was_never_offered():
    assert Visit({"swollen": "maybe"}).errors["swollen"] == ["Choose one of the answers to “Is it swollen?”"]


def test_the_summary_leads_to_the_first_input_of_each_group():
    html = summary(Visit({}))
    for target in ("#id_swollen_0", "#id_pain_0", "#id_born_0", "#id_name", "#id_sleep"):
        assert f'href="{target}"' in html


def test_every_target_of_the_summary_is_on_the_page():
    form = Visit({})
    page = drawn(form)
    for target in ("id_swollen_0", "id_pain_0", "id_born_0", "id_name", "id_sleep"):
        assert f'id="{target}"' in page


def test_no_summary_without_faults():
    assert summary(Visit()).strip() == ""


def test_a_group_is_described_by_its_hint_and_its_error():
    html = drawn(Visit({}))
    assert '<fieldset aria-describedby="id_swollen_helptext id_swollen_error">' in html
    assert 'id="id_swollen_helptext"' in html
    assert 'id="id_swollen_error"' in html


def test_a_radio_is_never_aria_invalid():
    radios = [tag for tag in drawn(Visit({})).split("<input") if 'type="radio"' in tag.split(">")[0]]
    assert radios
    assert not any("aria-invalid" in tag.split(">")[0] for tag in radios)


def test_an_input_with_a_fault_says_so():
    assert 'aria-invalid="true"' in drawn(Visit({})).split('id="id_name"')[0].rsplit("<input", 1)[1]


def test_an_option_brings_its_hint_and_the_exclusive_one_its_mark():
    html = drawn(Visit())
    assert '<span class="choice__hint">Fine.</span>' in html
    assert html.count("data-exclusive") == 1


def test_the_scale_is_eleven_radios_with_words_at_its_ends():
    html = drawn(Visit())
    assert html.count('name="pain"') == 11
    assert "0: none" in html
    assert "10: worst" in html


def test_a_unit_stands_beside_its_number():
    assert '<span class="with-unit__unit" aria-hidden="true">hours</span>' in drawn(Visit())


def test_a_date_comes_as_a_date():
    field = DateOfThree()
    assert field.clean(["27", "3", "1984"]) == date(1984, 3, 27)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["27", "3", ""], "The date must include a year"),
        (["27", "", ""], "The date must include a month and a year"),
        (["31", "2", "2020"], "The date must be a real date, like 27 3 1984"),
        (["x", "2", "2020"], "The date must be a real date, like 27 3 1984"),
    ],
)
def test_a_date_says_what_is_wrong_with_it(typed, said):
    with pytest.raises(forms.ValidationError) as fault:
        DateOfThree().clean(typed)
    assert fault.value.messages == [said]


def test_no_date_at_all_is_none_where_it_may_be():
    assert DateOfThree(required=False).clean(["", "", ""]) is None


def test_a_date_shows_what_was_typed_and_what_is_known():
    assert 'value="31"' in drawn(Visit({"born_0": "31"}))
    assert 'value="1984"' in drawn(Visit(initial={"born": date(1984, 3, 27)}))


def test_what_people_type_is_escaped():
    assert "<b>x</b>" not in drawn(Visit({"name": "<b>x</b>"}))


def test_a_label_set_later_is_the_label_that_is_drawn():
    class Later(Visit):
        def __init__(self, *args):
            super().__init__(*args)
            self.fields["name"].label = "What shall we call you?"

    assert "What shall we call you?" in drawn(Later())


def test_a_drawing_beside_an_answer_says_nothing_that_its_words_do_not_say():
    class When(PlainForm, forms.Form):
        when = forms.MultipleChoiceField(
            choices=[("night", "In bed at night"), ("other", "At other times")],
            widget=CheckRows(pictures={"night": "img/when-night.svg"}),
        )

    night, other = drawn(When()).split("</label>")[:2]
    assert 'src="/static/img/when-night.svg" width="96" height="72" alt=""' in night
    assert "<img" not in other
