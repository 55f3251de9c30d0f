"""A room on the organisation's own Jitsi: its name never changes and cannot be guessed."""

from urllib.parse import quote

from django.utils.crypto import salted_hmac

from lms.agenda.classes.door import Meeting
from lms.agenda.classes.provider import Guest, Unavailable, checked
from lms.agenda.models import AgendaRules


def way_in(meeting: Meeting, rules: AgendaRules, guest: Guest) -> str:
    if not rules.jitsi_url:
        raise Unavailable("the organisation has no Jitsi address")
    room = f"{checked(rules.jitsi_url).rstrip('/')}/{room_name(meeting)}"
    return f'{room}#userInfo.displayName="{quote(guest.name, safe="")}"'.replace('"', "%22")


def room_name(meeting: Meeting) -> str:
    """160 bits that only we can derive: addresses of ours show the public id, never this."""
    return f"cordee-{salted_hmac('lms.agenda.classes.jitsi', str(meeting.public_id)).hexdigest()[:40]}"
