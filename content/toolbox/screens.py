"""Behind the language, under toolbox/: the library, a resource and its versions, and the desk of those who keep it."""

from django.urls import path

from content.toolbox import desk, opening, views

app_name = "toolbox"
urlpatterns = [
    path("", views.library, name="library"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<slug:code>/options/", desk.options, name="options"),
    path("use/<uuid:key>/<uuid:resource>/", opening.use, name="use"),
    path("<uuid:resource>/", views.resource, name="resource"),
    path("<uuid:resource>/draft/", desk.draft, name="draft"),
    path("<uuid:resource>/draft/file/", desk.draft_file, name="draft_file"),
    path("<uuid:resource>/favourite/", views.favourite, name="favourite"),
    path("<uuid:resource>/reviewed/", desk.reviewed, name="reviewed"),
    path("<uuid:resource>/easy-read/", desk.proofread, name="easy_read"),
    path("<uuid:resource>/<int:number>/", views.version, name="version"),
    path("<uuid:resource>/<int:number>/file/", views.file, name="file"),
]
