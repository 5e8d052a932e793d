"""For a Prometheus server: what was counted, in OpenMetrics."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from hekas.portal.queries.gauges import Clinic
from hekas.web.access import public
from hekas.web.metrics import registry


@public("for a metrics server alone, by the token in its header; to everybody else it is not there")
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 without `Authorization: Bearer METRICS_TOKEN`, and where no METRICS_TOKEN is set."""
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise Http404
    counted = generate_latest(registry()).removesuffix(b"# EOF\n")
    told = generate_latest(Clinic(timezone.now()))
    return HttpResponse(counted + told, content_type=CONTENT_TYPE_LATEST)
