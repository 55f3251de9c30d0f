"""The screen of one piece of work, for who marks it: what was handed in, what was said before, and the form."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.deliverable import marking
from content.deliverable.access import is_of, may_answer, may_read
from content.deliverable.asked import Asked
from content.deliverable.files import first_words, line
from content.deliverable.mark_form import MarkForm, ReturnForm
from content.deliverable.models import Mark, Member, Version, Work
from content.deliverable.shown import mark_words
from lms.assessment.access import not_theirs
from lms.assessment.models import Grid
from lms.assessment.screens import query_of, read_wanted
from lms.people.access import signed_in
from lms.plugins.kind import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, work: UUID) -> HttpResponse:
    """Read a work, then mark it or send it back. Opening it holds it for this marker, and others are told."""
    rows = Work.objects.select_related("activity__version", "activity__journey", "activity__sequence", "organisation")
    row = get_object_or_404(rows, public_id=work)
    if not may_answer(request.user, row):
        if may_read(request.user, row) and not is_of(request.user, row):
            raise PermissionDenied(_("Work is marked by trainers and coaches."))
        raise Http404
    screen = Screen(request, row)
    if screen.version is None:
        messages.info(request, _("Nothing is handed in at the moment: it was taken back, or is being written again."))
        return redirect("assessment:to_mark")
    if request.method == "POST" and (done := screen.take()):
        return done
    return render(request, "deliverable/mark.html", screen.context())


class Screen:
    """One work before one marker."""

    def __init__(self, request: HttpRequest, work: Work) -> None:
        self.request, self.work = request, work
        self.marker = signed_in(request)
        self.asked: Asked = marking.asked_of_work(work)
        self.grid: Grid | None = marking.grid_of(work)
        self.members = list(
            Member.objects.filter(work=work, enrolment__person__isnull=False)
            .select_related("enrolment__person")
            .order_by("pk")
        )
        self.versions = list(work.versions.filter(taken_back_at=None).select_related("returned_by"))
        self.version: Version | None = self.versions[-1] if self.versions else None
        self.member = self._chosen()
        self.marks = marking.marks_in_force(self.members, self.version) if self.version else {}
        is_marked = bool(self.marks) if self.member is None else self.member.pk in self.marks
        start = {"version": self.version.number if self.version else 0, "key": secrets.token_hex(16)}
        options: dict[str, Any] = {"grid": self.grid, "out_of": self.asked.out_of, "is_marked": is_marked}
        self.form = MarkForm(request.POST or None, initial={**start, **self._before()}, **options)

    def take(self) -> HttpResponse | None:
        """What the button says; None when something is to be put right, and what was written stays."""
        try:
            if self.request.POST.get("act") == "return":
                return self._send_back()
            if not self.form.is_valid():
                return None
            given = self.form.cleaned_data
            answer = marking.Answer(
                version=given["version"],
                key=f"mark:{given['key']}",
                comment=given["comment"],
                score=self.form.score(),
                grid=self.grid,
                given=self.form.given(),
                member=self.member.pk if self.member else None,
                reason=given.get("reason", ""),
            )
            marking.mark(self.work, answer, self.marker)
        except Refused as refused:
            self._say(str(refused))
            return None
        messages.success(self.request, _("Marked: %(who)s is told.") % {"who": self.who()})
        return self._on()

    def context(self) -> dict[str, Any]:
        assert self.version is not None
        others = marking.open_work(self.work, self.marker) if self.request.method != "HEAD" else []
        files = list(self.work.files.all())
        shown = [one for one in files if one.is_in(self.version.number)]
        return {
            "work": self.work,
            "who": self.who(),
            "activity": self.work.activity,
            "version": self.version,
            "files": [{**line(one), "words": first_words(one)} for one in shown],
            "others": ", ".join(others),
            "beyond": ", ".join(not_theirs(self.marker, self.members[0].enrolment, self.grid))
            if self.grid and self.members
            else "",
            "form": self.form,
            "grid": self.grid,
            "member": self.member,
            "members": [
                {"row": one, "score": self._score(one), "mark": self.marks.get(one.pk)} for one in self.members
            ],
            "earlier": [self._earlier(one, files) for one in reversed(self.versions[:-1])],
            "history": Mark.objects.filter(version=self.version, is_in_force=False).select_related("author"),
            "may_return": self.asked.tries is None or len(self.versions) < self.asked.tries,
            "wanted": read_wanted(self.request.GET),
            "query": query_of(read_wanted(self.request.GET)),
            "subject": self.work.subject,
        }

    def who(self) -> str:
        if self.member is not None:
            return str(self.member.enrolment.person)
        names = ", ".join(str(one.enrolment.person) for one in self.members)
        return f"{self.work.team} ({names})" if self.work.team else names

    def _send_back(self) -> HttpResponse | None:
        form = ReturnForm(self.request.POST)
        if not form.is_valid():
            self._say(_("Say what to change: the comment is what the learner goes on with."))
            return None
        given = form.cleaned_data
        answer = marking.Answer(version=given["version"], key=f"mark:{given['key']}", comment=given["comment"])
        marking.send_back(self.work, answer, self.marker)
        messages.success(self.request, _("Sent back: %(who)s is told.") % {"who": self.who()})
        return self._on()

    def _say(self, sentence: str) -> None:
        self.form.is_valid()
        self.form.errors.clear()
        self.form.add_error(None, sentence)

    def _on(self) -> HttpResponse:
        """To the queue, with its filters; of a team, the marks of its members can still be told apart."""
        if self.work.team and self.request.POST.get("act") != "return":
            return redirect("deliverable:mark", self.work.public_id)
        query = query_of(read_wanted(self.request.GET))
        return redirect(reverse("assessment:to_mark") + (f"?{query}" if query else ""))

    def _chosen(self) -> Member | None:
        wanted = self.request.GET.get("member", "")
        return next((one for one in self.members if str(one.enrolment.public_id) == wanted and self.work.team), None)

    def _before(self) -> dict[str, Any]:
        """What the mark in force says, when it is put right."""
        mark = self.marks.get((self.member or self.members[0]).pk) if self.members else None
        if mark is None:
            return {}
        told: dict[str, Any] = {"comment": mark.comment}
        if mark.score is not None and self.asked.out_of:
            told["mark"] = round(mark.score * self.asked.out_of, 2)
        for one in mark.grading.lines if mark.grading else []:
            told |= {f"level_{one['criterion']}": str(one["level"]), f"words_{one['criterion']}": one["comment"]}
        return told

    def _score(self, member: Member) -> str:
        mark = self.marks.get(member.pk)
        return mark_words(mark.score, self.asked.out_of) if mark else ""

    def _earlier(self, version: Version, files: list[Any]) -> dict[str, Any]:
        return {"row": version, "files": [line(one) for one in files if one.is_in(version.number)]}
