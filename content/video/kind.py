"""Videos to watch: what was really played becomes evidence. Only a browser vouches for it."""

from django.utils.translation import gettext_lazy as _

from courses.media.evidence import Watched


class Video(Watched):
    name = "video"
    label = _("Videos")


KIND = Video()
