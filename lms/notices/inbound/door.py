"""Where a mail server posts an e-mail: the whole of it as the body, with the secret that both know."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.notices.inbound.reading import LARGEST
from lms.notices.inbound.receive import receive


@csrf_exempt
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """`Authorization: Bearer SECRET`; the envelope's recipient, where it is known, in `X-Envelope-To`.

    200 whatever became of it, so that nothing is delivered for ever; 404 without the secret; 413 when it is too large.
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.INBOUND_SECRET or not constant_time_compare(given, settings.INBOUND_SECRET):
        raise Http404
    raw = request.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return JsonResponse({"outcome": "too large"}, status=413)
    envelope = tuple(filter(None, request.headers.get("X-Envelope-To", "").split(",")))
    return JsonResponse({"outcome": receive(raw, envelope)})
