"""A learner takes a quiz: begins, answers page by page, hands in, reads the review. Everything works by plain forms."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.quiz import pending
from content.quiz.models import Attempt, QuizPage
from content.quiz.paging import END, Paging
from content.quiz.review import checks_pages
from content.quiz.review_screen import review_context
from content.quiz.save import Saved, check, has_ended, save
from content.quiz.start import start
from content.quiz.submit import hand_in
from courses.learner import Look
from courses.seat import NotEnrolled, seat_for_activity
from lms.catalogue.models import Activity
from lms.people.access import signed_in
from lms.plugins.kind import Refused


@login_required
@require_POST
def start_attempt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin an attempt, or go on with the one under way."""
    activity = get_object_or_404(Activity.objects.select_related("version"), key=key)
    page = page_of(activity)
    try:
        seat = seat_for_activity(signed_in(request), key)
    except NotEnrolled:
        seat = None
    if seat is None or page is None:
        raise Http404
    item = seat.outline.activity_by_key.get(str(key))
    if seat.enrolment is None or item is None:
        messages.info(request, _("You look at this page as a learner would: nothing is recorded."))
        return redirect(activity.address or "courses:my_journey")
    gate = Look(seat).gate(seat.outline.sequence_by_id[item.sequence_id])
    if gate is not None or not seat.may_send:
        messages.error(request, str(gate or _("Nothing can be sent here any more. What you did stays.")))
        return redirect(item.address if gate is None else "courses:my_journey")
    try:
        begun = start(page, seat.enrolment, activity)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(item.address)
    return redirect("quiz:attempt", begun.public_id)


def _own_attempt(view: Callable[[HttpRequest, Attempt], HttpResponse]) -> Callable[..., HttpResponse]:
    """The signed-in learner's own attempt; it does not exist for anybody else."""

    @wraps(view)
    def find(request: HttpRequest, attempt: UUID) -> HttpResponse:
        related = ("enrolment__organisation", "enrolment__journey", "enrolment__coach", "activity")
        rows = Attempt.objects.select_related(*related).defer("enrolment__intake", "enrolment__journey__extras")
        return view(request, get_object_or_404(rows, public_id=attempt, enrolment__person_id=request.user.pk))

    return find


@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """The attempt under way. Who was signed out meanwhile loses nothing."""
    if not request.user.is_authenticated:
        address = reverse("quiz:attempt", args=[attempt])
        if request.method == "POST" and pending.keep(request, attempt):
            messages.info(request, _("You had been signed out. Nothing is lost: sign in, and go on."))
        return redirect_to_login(address)
    view: Callable[..., HttpResponse] = _answer if request.method == "POST" else _show
    return view(request, attempt)


@_own_attempt
def _show(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    if result := pending.recover(request, attempt):
        _say(request, result)
        messages.success(request, _("What you had written when you were signed out is kept now."))
    if attempt.is_open and has_ended(attempt, timezone.now()):
        hand_in(attempt.pk, Attempt.Ended.BY_TIME, attempt.due_at)
        messages.info(request, _("The time is over: your answers have been handed in as they were."))
        return redirect("quiz:review", attempt.public_id)
    if not attempt.is_open:
        return redirect("quiz:review", attempt.public_id)
    page = page_of(attempt.activity)
    paging = Paging(attempt, request.GET.get("page", ""))
    context = {
        "attempt": attempt,
        "activity": attempt.activity,
        "may_check": checks_pages(page),
        "seconds_left": _seconds_left(attempt),
        **paging.context(page),
    }
    return render(request, "quiz/end.html" if paging.is_end else "quiz/attempt.html", context)


@_own_attempt
def _answer(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Keep what the page holds, then do what its button says."""
    result = save(attempt.pk, request.POST)
    _say(request, result)
    go, here = request.POST.get("go", ""), request.POST.get("page", "")
    is_in_time = attempt.due_at is None or timezone.now() < attempt.due_at
    if result.is_over or not is_in_time:
        # Somebody may have handed it in meanwhile: then it stays as it is.
        hand_in(attempt.pk, Attempt.Ended.BY_TIME, attempt.due_at or timezone.now())
        return redirect("quiz:review", attempt.public_id)
    if go == "submit":
        hand_in(attempt.pk)
        messages.success(request, _("Handed in. Your answers are recorded."))
        return redirect("quiz:review", attempt.public_id)
    if go == "check" and checks_pages(page_of(attempt.activity)) and not check(attempt.pk, list(result.seen)):
        messages.info(request, _("Answer first: then you can check your answer."))
    target = here if go in ("check", "stay") else go
    address = reverse("quiz:attempt", args=[attempt.public_id])
    return redirect(f"{address}?page={target}" if target == END or target.isdecimal() else address)


@require_POST
def keep(request: HttpRequest, attempt: UUID) -> JsonResponse:
    """What the small script sends while somebody writes."""
    if not request.user.is_authenticated:
        return JsonResponse(
            {"words": _("You are signed out. Sign in again in another tab: this page waits.")}, status=401
        )
    found = Attempt.objects.filter(public_id=attempt, enrolment__person_id=request.user.pk).first()
    if found is None:
        raise Http404
    result = save(found.pk, request.POST)
    words = "; ".join(words for _level, words in _words(result))
    return JsonResponse({"seen": result.seen, "over": result.is_over, "stale": result.is_stale, "words": words})


@login_required
@require_safe
def review(request: HttpRequest, attempt: UUID) -> HttpResponse:
    return _review(request, attempt)


@_own_attempt
def _review(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    if attempt.is_open:
        return redirect("quiz:attempt", attempt.public_id)
    return render(request, "quiz/review.html", review_context(attempt, page_of(attempt.activity)))


def page_of(activity: Activity) -> QuizPage | None:
    """The live page, in the language being spoken if there is one."""
    pages = list(QuizPage.objects.filter(translation_key=activity.key).live().select_related("locale"))
    return min(pages, key=lambda page: (page.locale.language_code != get_language(), page.pk), default=None)


def _say(request: HttpRequest, result: Saved) -> None:
    for level, words in _words(result):
        messages.add_message(request, level, words)


def _words(result: Saved) -> list[tuple[int, str]]:
    if result.is_late:
        sentence = _("This attempt was over when your last answers arrived. They are kept beside it, and do not count.")
        return [(messages.WARNING, sentence)]
    if result.is_over:
        return [(messages.INFO, _("This attempt is over. Your answers are handed in."))]
    if result.is_stale:
        sentence = _(
            "Some answers were changed since this page was opened, in another tab perhaps. The newest are kept."
        )
        return [(messages.WARNING, sentence)]
    return []


def _seconds_left(attempt: Attempt) -> int | None:
    return None if attempt.due_at is None else max(0, int((attempt.due_at - timezone.now()).total_seconds()))
