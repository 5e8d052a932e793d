"""Addresses of the intake, its results and their review."""

from django.urls import path

from assessments import urls_care
from assessments.views import intake, lent, questions, results, returns, review

app_name = "assessments"
urlpatterns = [
    # beginning
    path("start/", intake.start, name="start"),
    path("again/", intake.again, name="again"),
    # results/<uuid>/
    path("results/<uuid:uuid>/", results.result, name="result"),
    path("results/<uuid:uuid>/reach-me/", results.reach_me, name="reach_me"),
    # for therapists
    path("held/", review.held, name="held"),
    path("clients/results/<uuid:uuid>/", review.client_result, name="client_result"),
    path("clearances/<uuid:uuid>/release/", review.release, name="release"),
    path("clearances/<uuid:uuid>/hold/", review.hold, name="hold"),
    path("clearances/<uuid:uuid>/close/", review.close, name="close"),
    # care/: the therapist's room, the client's plan and diary
    *urls_care.urlpatterns,
    # return/<token>/
    path("return/<str:token>/", returns.come_back, name="come_back"),
    # before-visit/<intake uuid>/
    path("before-visit/<uuid:uuid>/", lent.safety, name="safety"),
    path("before-visit/<uuid:uuid>/send/", lent.safety_send, name="safety_send"),
    path("before-visit/<uuid:uuid>/done/", lent.safety_done, name="safety_done"),
    path("before-visit/<uuid:uuid>/<slug:step>/", lent.safety_question, name="safety_question"),
    # <intake uuid>/
    path("<uuid:uuid>/later/", returns.later, name="later"),
    path("<uuid:uuid>/check/", intake.check, name="check"),
    path("<uuid:uuid>/submit/", intake.submit, name="submit"),
    path("<uuid:uuid>/stopped/", intake.stopped, name="stopped"),
    path("<uuid:uuid>/<slug:step>/", questions.question, name="question"),
    path("<uuid:uuid>/<slug:step>/kept/", questions.keep, name="keep"),
]
