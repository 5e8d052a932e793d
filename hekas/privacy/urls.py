"""Privacy, for those it is about and for those who answer them."""

from django.urls import path

from hekas.privacy.views import merging, own, staff

app_name = "privacy"
urlpatterns = [
    path("your-data/", own.own_data, name="own_data"),
    path("your-data/copy/", own.own_copy, name="own_copy"),
    path("your-data/consent/", own.own_consent, name="own_consent"),
    path("your-data/forget/", own.be_forgotten, name="be_forgotten"),
    path("your-data/close/", own.close_account, name="close_account"),
    path("your-data/doubt/<uuid:uuid>/", own.ask_review, name="ask_review"),
    # work
    path("clinic/wishes/", staff.wishes, name="wishes"),
    path("clinic/wishes/<uuid:uuid>/forget/", staff.forget, name="forget"),
    path("clinic/wishes/<uuid:uuid>/refuse/", staff.refuse, name="refuse"),
    path("clinic/same-person/", merging.same_person, name="same_person"),
    path("clinic/same-person/<uuid:uuid>/", merging.merge, name="merge"),
    path("clinic/log/", staff.audit_search, name="audit_search"),
    path("doubts/", staff.review_list, name="review_list"),
    path("doubts/<uuid:uuid>/", staff.review, name="review"),
]
