"""Where it cramps: the list is the control, and the drawing needs to know which region is whose box."""

from assessments.forms.page import PageForm

PLACES = "cramps-places"
REGIONS = {
    "behind_knee": "behind_knee",
    "calf_inner": "upper_calf",
    "calf_outer": "upper_calf",
    "lower_calf": "lower_calf",
    "foot": "foot",
}


class BodyMapForm(PageForm):
    """A page with a drawing of both legs over its list of places."""

    @property
    def regions(self) -> dict[str, str]:
        """Region of the drawing → id of the checkbox that it ticks."""
        boxes = {str(box.data["value"]): box.id_for_label for box in self[PLACES]}
        return {region: boxes[place] for region, place in REGIONS.items()}
