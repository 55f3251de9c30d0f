"""The forums' own addresses, below /content/forum/. What takes files stands below upload/ (lms/bounds.py)."""

from django.urls import path

from content.forum import attachments, lists, post_views, team, thread_views
from lms.people.middleware import in_own_language as own

app_name = "forum"
urlpatterns = [
    path("", own(lists.index), name="index"),
    path("search/", own(lists.find), name="search"),
    path("reported/", own(post_views.reported), name="reported"),
    path("new/", own(team.new), name="new"),
    path("<uuid:forum>/", own(lists.forum), name="forum"),
    path("<uuid:forum>/settings/", own(team.settings), name="settings"),
    path("<uuid:forum>/follow/", own(lists.follow), name="follow"),
    path("<uuid:forum>/name/", own(lists.alias), name="alias"),
    path("upload/forum/<uuid:forum>/", own(thread_views.new_thread), name="new_thread"),
    path("upload/thread/<uuid:thread>/", own(thread_views.write), name="write"),
    path("thread/<uuid:thread>/", own(thread_views.thread), name="thread"),
    path("thread/<uuid:thread>/follow/", own(thread_views.follow_thread), name="follow_thread"),
    path("thread/<uuid:thread>/arrange/", own(post_views.arrange), name="arrange"),
    path("thread/<uuid:thread>/move/", own(post_views.move), name="move"),
    path("post/<uuid:post>/", own(thread_views.post), name="post"),
    path("post/<uuid:post>/change/", own(post_views.change), name="change"),
    path("post/<uuid:post>/delete/", own(post_views.delete), name="delete"),
    path("post/<uuid:post>/report/", own(post_views.report), name="report"),
    path("post/<uuid:post>/moderate/", own(post_views.moderate), name="moderate"),
    path("post/<uuid:post>/accept/", own(post_views.accept), name="accept"),
    path("file/<uuid:file>/", own(attachments.download), name="file"),
]
