"""What all rows have in common that decide where there is a free time."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from bookings.actions import rota
from bookings.presenters.desk import standing_words
from bookings.queries.to_do import spoilt_by
from hekas.postgres.clock import now
from hekas.web.rows import Rows


class DecidesTimes(Rows):
    """Rows on which free times depend: changed while nobody books, and what is shown of them is read anew.

    Visits that stand where they can't stay after it are not touched: the admin is told which.
    """

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        rota.hold_still()  # until the commit: Django saves the row and all that belongs to it in one
        form.before = list(self.model.objects.filter(pk=obj.pk)) if self.spoils(form) else []
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        rota.settle(now())
        if self.spoils(form):
            tell(request, [*form.before, form.instance])

    def spoils(self, form: Any) -> bool:
        """Whether what was typed can leave a visit where it can't stay."""
        return True

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, self.model.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with rota.changing(now()):
            gone = list(queryset)
            super().delete_queryset(request, queryset)
        tell(request, gone)


def tell(request: HttpRequest, rows: Iterable[Model]) -> None:
    """Say which visits these rows, as they now stand, left where they can't stay."""
    if spoilt := spoilt_by(rows, now()):
        words = '{} <a href="{}">Look at the list</a>.'
        messages.warning(request, format_html(words, standing_words(spoilt), reverse("bookings:to_do")))
