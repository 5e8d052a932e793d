"""Every component in every state, on one page, for those who build the site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hekas.web import showcase
from hekas.web.access import public


@public("development only, and everything on it is made up")
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "web/components.html", showcase.content())
