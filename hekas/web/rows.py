"""What every list and every form of Django's admin has in common."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import OperationalError
from django.db.models import BooleanField, DateTimeField, EmailField, Field, ForeignKey, Model, URLField
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from phonenumber_field.modelfields import PhoneNumberField
from phonenumber_field.widgets import RegionalPhoneNumberWidget

from hekas.postgres.faults import has_waited
from hekas.web import opened_before, waited_for
from hekas.web.settings_faults import faults_of, heading_of, name_no_choice, name_what_is_missing
from hekas.web.templatetags.plain import clock, long_day

DIGITS_OF_AN_ID = 19
SIDE_DOORS = ("can_add_related", "can_change_related", "can_delete_related", "can_view_related")


class Rows(admin.ModelAdmin):
    """Rows are filtered by what their page offers, and by nothing else.

    Django takes any field of a row in the address: the hash of a password, or a word that the page leaves
    out, could be read letter by letter (`?password__startswith=…`). Source: ASVS 8.2.3.
    """

    empty_value_display, show_facets = "–", admin.ShowFacets.NEVER

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        filters = self.get_list_filter(request)
        own = {one.parameter_name for one in filters if hasattr(one, "parameter_name")}
        offered = {self.date_hierarchy, *(one for one in filters if isinstance(one, str))}
        field = lookup.split("__")[0]
        return lookup in own or (field in offered and super().lookup_allowed(lookup, value, request))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A list is headed by what is in it: "Clients", and not "Select client to change"."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """What is true or not stands as a word: a green tick and a cross look like right and wrong."""
        return [self._told(name, BooleanField) for name in super().get_list_display(request)]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """What is only looked at is told in words, and its times as the rest of the site tells them."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        told = partial(map, partial(self._told, kinds=(BooleanField, DateTimeField)))
        return [(title, {**options, "fields": [*told(options["fields"])]}) for title, options in sets]

    def _told(self, name: Any, kinds: Any) -> Any:
        """A column of one of these kinds as words; whatever else stands on the page as it is."""
        field = next((one for one in self.opts.fields if one.name == name), None)
        return self._word(field) if isinstance(field, kinds) else name

    def _word(self, field: Any) -> Callable[[Model], str]:
        say = yes_or_no if isinstance(field, BooleanField) else self._moment

        @admin.display(description=field.verbose_name, ordering=field.name)
        def word(row: Model) -> str:
            return say(getattr(row, field.name))

        word.__name__ = field.name
        return word

    def _moment(self, value: datetime | None) -> str:
        return f"{long_day(value)}, {clock(value)}" if value else self.empty_value_display

    def get_action_choices(self, request: HttpRequest, default_choices: Any = ()) -> list[tuple[str, str]]:
        return super().get_action_choices(request, [("", "Choose what to do")])

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        seen = request.POST.get(opened_before.MARK, "")
        form = opened_before.refusing(super().get_form(request, *args, **kwargs), seen)
        if getattr(request, "others_were_first", False):
            form = waited_for.refusing(form)
        name_what_is_missing(form)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who waited for others as long as they may has the form again, with all that they typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except OperationalError as fault:
            if not has_waited(fault):
                raise
        request.others_were_first = True  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_inline_formsets(*args, **kwargs)
        for rows in found:
            rows.__class__ = PlainInside  # Django's form names its own class and asks nobody for another
        return found

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, change: bool = False, **kwargs: Any
    ) -> HttpResponse:
        """A row that is there carries what was shown of it (`opened_before`); faults are in our words."""
        form = context["adminform"].form
        seen = opened_before.mark_of(form.initial) if change else ""
        faults = faults_of(form, context["inline_admin_formsets"]) if context["errors"] else []
        ours = {"seen": seen, "errors": [], "faults": faults, "faults_heading": heading_of(faults)}
        return super().render_change_form(request, context | ours, *args, change=change, **kwargs)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """As `_asked`, without the four signs beside a list to change what is in it: it has a page."""
        field = self._asked(db_field, request, **kwargs)
        if field is None or isinstance(field, forms.BooleanField):
            return field
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            for door in SIDE_DOORS:
                setattr(field.widget, door, False)
        if not field.required:
            field.label = f"{capfirst(field.label)} (optional)"
        name_no_choice(field)
        return field

    def _asked(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Addresses are called as on every page, and numbers stand as one says them."""
        if isinstance(db_field, EmailField):
            kwargs.setdefault("label", "E-mail address")
        if isinstance(db_field, PhoneNumberField):
            kwargs.setdefault("widget", RegionalPhoneNumberWidget)
        if isinstance(db_field, URLField):
            kwargs |= {"widget": forms.URLInput(attrs={"class": "vURLField"}), "assume_scheme": "https"}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """What is no id is refused by the field, in words, and not asked for again when the form is shown."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Chosen(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def yes_or_no(value: object) -> str:
    return "Yes" if value else "No"


class PlainInside(InlineAdminFormSet):
    """Rows of another kind, whose button to add one has no capital within its sentence."""

    def inline_formset_data(self) -> str:
        said: dict[str, Any] = json.loads(super().inline_formset_data())
        said["options"]["addText"] = f"Add another {self.opts.verbose_name}"
        return json.dumps(said)


class RowsInside(admin.TabularInline):
    """Rows of another kind in a form, such as the rooms of a place: what is missing has its name."""

    extra = 0

    def get_formset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rows = super().get_formset(request, *args, **kwargs)
        name_what_is_missing(rows.form)
        return rows


class Chosen(AutocompleteSelect):
    """Django's, which ends in a fault of ours where a forged form chose what is no id."""

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> list[Any]:
        return super().optgroups(name, [one for one in value if _is_id(one)], attr)  # type: ignore[no-any-return]


def _is_id(text: str) -> bool:
    return text == "" or (text.isascii() and text.isdecimal() and len(text) < DIGITS_OF_AN_ID)
