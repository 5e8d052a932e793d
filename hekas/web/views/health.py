"""For machines: is the process alive?"""

from django.http import HttpRequest, JsonResponse

from hekas.web.access import public


@public("a load balancer has no account; it says nothing but that the process lives")
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})
