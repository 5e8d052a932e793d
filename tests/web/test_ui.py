"""What components ask of Python."""

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.test import RequestFactory

from hekas.accounts.models import User
from hekas.web.templatetags import ui


@pytest.mark.parametrize(
    ("name", "said"), [("Amira Khan", "AK"), ("Jo", "J"), ("Ana de la Cruz", "AC"), ("", "")]
)
def test_initials(name, said):
    assert ui.initials(name) == said


@pytest.mark.parametrize(("number", "length"), [(3, 3), (0, 0), (-2, 0), (None, 0)])
def test_as_range_counts_what_there_is(number, length):
    assert len(ui.as_range(number)) == length


def test_lines_of_one_and_of_many():
    assert ui.lines("No") == ["No"]
    assert ui.lines(["a", "b"]) == ["a", "b"]


@pytest.mark.parametrize("kind", ["info", "done", "caution", "urgent", "success", "warning", "error"])
def test_every_notice_has_an_icon_and_a_word(kind):
    assert ui.notice_icon(kind)
    assert ui.notice_word(kind)


def test_an_unknown_kind_is_only_a_note():
    assert ui.notice_word("else") == "Note"
    assert ui.tag_icon("else") == ""


def test_placeholders_go():
    form = type(
        "F", (forms.Form,), {"name": forms.CharField(widget=forms.TextInput({"placeholder": "Name"}))}
    )()
    assert "placeholder" not in str(ui.in_our_words(form)["name"])


@pytest.mark.parametrize("label", ["email", "Email", "Email address"])
def test_a_library_s_label_is_written_as_we_write_it(label):
    form = type("F", (forms.Form,), {"login": forms.CharField(label=label)})()
    assert ui.in_our_words(form)["login"].label == "E-mail address"


def test_what_a_new_password_must_be_is_said_in_one_sentence():
    form = type(
        "F", (forms.Form,), {"new": forms.CharField(help_text=password_validators_help_text_html())}
    )()
    assert form["new"].help_text.count("<li>") == len(settings.AUTH_PASSWORD_VALIDATORS) == 4
    assert ui.in_our_words(form)["new"].help_text == ui.WHAT_IS_SAFE
    assert "10 characters or more" in ui.WHAT_IS_SAFE
    assert settings.AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"] == {"min_length": 10}


def test_what_is_missing_names_the_field_as_its_label_does():
    form = type("F", (forms.Form,), {"login": forms.EmailField(label="Email")})({"login": ""})
    field = form["login"]  # whoever asked for it before the words were changed sees the new ones too
    assert ui.in_our_words(form)["login"].errors == ["Fill in “E-mail address”"]
    assert field.label == "E-mail address"


def test_other_faults_keep_their_words():
    form = type("F", (forms.Form,), {"login": forms.EmailField(label="Email")})({"login": "nobody"})
    assert ui.in_our_words(form)["login"].errors == ["Enter a valid email address."]


def links(user):
    request = RequestFactory().get("/assessments/held/")
    request.user = user
    return [link.label for link in ui.staff_links(request)]


def test_a_therapist_sees_who_is_to_call_and_no_message_log():
    shown = links(User(role="therapist"))
    assert shown == ["Today", "To call", "Doubts", "Rules"]


def test_an_admin_sees_the_message_log_and_no_clinical_queue():
    shown = links(User(role="admin"))
    assert shown == ["Clinic", "Rules", "Figures", "Messages", "Privacy", "Settings"]


@pytest.mark.parametrize("path", ["/clinic/wishes/", "/clinic/log/", "/clinic/same-person/"])
def test_only_the_nearest_page_is_marked(path):
    request = RequestFactory().get(path)
    request.user = User(role="admin")
    assert [link.label for link in ui.staff_links(request) if link.here] == ["Privacy"]


def test_a_client_sees_no_link_of_work():
    assert links(User(role="client")) == []


def test_nobody_signed_in_sees_none():
    anonymous = AnonymousUser()
    anonymous.may = lambda permission: False
    assert links(anonymous) == []
