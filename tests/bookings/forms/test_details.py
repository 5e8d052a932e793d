import pytest

from bookings.forms.details import DetailsForm


def form(known=None, **typed):
    given = {"name": "Demo Dana", "email": "dana@demo.example", "phone": ""}
    return DetailsForm({**given, **typed}, known=known or {})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 7700 900 123", "+447700900123"),
        ("(0161) 496 0123", "+441614960123"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("", ""),
    ],
)
def test_any_way_of_writing_a_number(typed, kept):
    asked = form(phone=typed)
    assert asked.is_valid()
    assert asked.details().phone == kept


@pytest.mark.parametrize("typed", ["1", "call me", "0" * 40, "\x00"])
def test_what_is_no_number_is_refused(typed):
    assert "phone" in form(phone=typed).errors


@pytest.mark.parametrize(
    ("field", "says"), [("name", "Enter your name"), ("email", "Enter your e-mail address")]
)
def test_what_is_missing_is_named(field, says):
    assert form(**{field: " "}).errors[field] == [says]


@pytest.mark.parametrize("typed", ["\u200b", "\u2060 \ufeff", "\u00ad", "...", "\u202e"])
def test_a_name_that_nobody_can_read_is_none(typed):
    assert form(name=typed).errors["name"] == ["Enter your name"]


@pytest.mark.parametrize("typed", ["李", "Ó", "می\u200cنا", "X Æ 12"])
def test_a_name_of_any_writing_is_one(typed):
    assert form(name=typed).is_valid()


def test_what_is_known_is_not_asked_and_can_not_be_changed():
    asked = form(
        known={"name": "Demo Alice", "email": "alice@demo.example", "phone": ""}, phone="07700 900123"
    )
    assert list(asked.fields) == ["phone"]
    assert asked.is_valid()
    assert vars(asked.details()) == {
        "name": "Demo Alice",
        "email": "alice@demo.example",
        "phone": "+447700900123",
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Demo\nDana", "Demo Dana"),
        ("Demo\r\n\tDana ", "Demo Dana"),
        ("Demo\u202eDana", "DemoDana"),
        ("\u2066Demo\u2069 \u00a0Dana\x1b", "Demo Dana"),
        ("Zo\u00eb O\u2019Neill-\u0141ukasz", "Zo\u00eb O\u2019Neill-\u0141ukasz"),
        ("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"),
    ],
)
def test_a_name_is_one_line_and_keeps_every_letter(typed, kept):
    asked = form(name=typed)
    assert asked.is_valid()
    assert asked.details().name == kept


@pytest.mark.parametrize("typed", ["", " \n ", "\u202e", "\x01", "x" * 201])
def test_what_is_no_name_is_refused(typed):
    assert "name" in form(name=typed).errors
