"""A page of the desk is a whole page, or what a dialog on the board shows: the same words either way."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

DIALOG = "bookings/desk/dialog.html"


def frame_of(request: HttpRequest, page: str = "bookings/desk/page.html") -> str:
    """The template that a page of the desk extends: scripts ask for what goes into their dialog."""
    return DIALOG if request.htmx else page  # type: ignore[attr-defined]  # its middleware adds it


def show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {"frame": frame_of(request)}
    return render(request, f"bookings/desk/{name}.html", context | frame, status=status)


def done(request: HttpRequest, words: str, day: object) -> HttpResponse:
    """It is done: the dialog closes and the board is read again; without scripts, the board as a page."""
    if request.htmx:  # type: ignore[attr-defined]
        told = json.dumps({"deskDone": {"words": words}})
        return HttpResponse(status=204, headers={"HX-Trigger": told})
    messages.success(request, words)
    return redirect(board_of(day))


def board_of(day: object) -> str:
    return f"{reverse('portal:clinic_day')}?day={day}"
