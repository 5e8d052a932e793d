"""Ways to hear less, without an account: the link in a letter, and STOP by text."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from phonenumber_field.phonenumber import to_python

from hekas.messaging.actions.preferences import start_texts, stop_texts, withdraw
from hekas.messaging.replies import Reply, is_signed, read_reply
from hekas.messaging.unsubscribe import client_of, read
from hekas.postgres import clock
from hekas.web.access import public


@csrf_exempt  # RFC 8058: a mail program posts here without ever having opened the page
@public("the signed link is the key; it can only ever switch one kind of letter off")
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, since mail scanners open links; POST ends the letters."""
    ticket = read(token)
    if ticket is None:
        raise Http404("not a link of ours")
    client = client_of(ticket)
    if request.method == "POST" and client is not None:  # who was forgotten hears no more of anything
        withdraw(client, ticket.preference, now=clock.now())
    done = request.method == "POST"
    return render(request, "messaging/unsubscribe.html", {"preference": ticket.preference, "done": done})


@csrf_exempt  # another machine calls; its signature is checked instead
@public("the gateway's signature is the key; it can only stop or start texts to the sender's own number")
@require_POST
def sms_reply(request: HttpRequest) -> HttpResponse:
    """What somebody texted back, told by the gateway: {"from", "text"}, X-Signature (hex HMAC-SHA256)."""
    if not is_signed(request.body, request.headers.get("X-Signature", ""), settings.SMS_URL):
        raise Http404("not our gateway")
    phone, reply = _read(request.body)
    if reply is Reply.STOP:
        stop_texts(phone, now=clock.now())
    elif reply is Reply.START:
        start_texts(phone, now=clock.now())
    return HttpResponse(status=204)


def _read(body: bytes) -> tuple[str, Reply]:
    try:
        document = json.loads(body)
        phone, text = to_python(str(document["from"])), str(document["text"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", Reply.OTHER
    if phone is None or not phone.country_code:  # invented numbers count too: a STOP is a STOP
        return "", Reply.OTHER
    return phone.as_e164, read_reply(text)
