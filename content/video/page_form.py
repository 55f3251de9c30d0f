"""What the page editor accepts: videos of one's own organisation; a tutorial goes live once nothing is missing."""

from typing import Any

from courses.forms import ActivityPageForm, SharedForm
from courses.media.models import Video
from courses.models import CataloguePage


class VideoPageForm(ActivityPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_each("lines", "video", own_videos(self))


class TutorialForm(SharedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_each("steps", "video", own_videos(self))

    def clean(self) -> dict[str, Any]:
        from content.video.tutorial import StepTold, faults

        cleaned: dict[str, Any] = super().clean()
        if self.is_publishing:
            lines = [form.cleaned_data for form in self._steps() if form.is_valid()]
            told = [StepTold(one.get("title", ""), one.get("video"), one.get("article", "")) for one in lines]
            for fault in faults(told):
                self.add_error(None, fault)
        return cleaned

    def _steps(self) -> list[Any]:
        formset = self.formsets.get("steps")
        forms = formset.forms if formset is not None else []
        kept = [form for form in forms if not (form.is_valid() and form.cleaned_data.get("DELETE"))]
        return sorted(kept, key=lambda form: (form.is_valid() and form.cleaned_data.get("ORDER")) or 0)


def own_videos(form: SharedForm) -> Any:
    """Those of the organisation whose catalogue this page stands in."""
    catalogue = form.ancestor(CataloguePage)
    rows = Video.objects.order_by("title")
    return rows.filter(organisation_id=catalogue.organisation_id) if catalogue is not None else rows.none()
