"""Wagtail's users area with our own forms: a Person has no username and one name."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersAppConfig(WagtailUsersAppConfig):
    user_viewset = "courses.accounts.PersonViewSet"
