"""What each role meets at each address: the table that test_role_matrix.py compares the site with.

Columns, in this order:
    s  stranger   l  learner (Ana)   t  trainer (Bo)   c  coach (Chloé)   d  coordinator (Dora)   e  editor (Émile)
    v  evaluator (Eva)   g  guest (Gaëlle)   a  administrator
    o  learner of another organisation (Otto)   x  who holds every role of another organisation (Olga)
Marks:  O shown, or done   R led elsewhere   S led to the door   F refused, and told why   N does not exist
        M not by this method   B badly asked   Q too early or too late
Otto's and Olga's columns hold no O where the address names something of ours.

A kind's own addresses stand in tests/content/<kind>/role_matrix.py. To see what the site answers now:
    MATRIX_PRINT=1 python -m pytest tests/test_role_matrix.py -k print -s -n0 -p no:logging
"""

COLUMNS = "sltcdevgaox"

TABLE = r"""
GET  account/                                                                               SOOOOOOOOOO
POST account/                                                                               SOOOOOOOOOO
GET  account/home/                                                                          SRRRRRRRRRR
POST account/home/                                                                          SMMMMMMMMMM
GET  account/door/                                                                          SFRFFRFFRFR
POST account/door/                                                                          SFRFFRFFRFR
GET  account/data/                                                                          SOOOOOOOOOO
POST account/data/                                                                          SMMMMMMMMMM
GET  account/data/download/                                                                 SOOOOOOOOOO
POST account/data/download/                                                                 SMMMMMMMMMM
GET  account/data/erase/                                                                    SMMMMMMMMMM
POST account/data/erase/                                                                    SRRRRRRRRRR
GET  people/                                                                                SFFFRFFFRFR
POST people/                                                                                SMMMMMMMMMM
GET  people/<slug:code>/                                                                    SFFFOFFFONN
POST people/<slug:code>/                                                                    SMMMMMMMMMM
GET  people/<slug:code>/invite/                                                             SFFFOFFFONN
POST people/<slug:code>/invite/                                                             SFFFOFFFONN
GET  people/<slug:code>/organisation/                                                       SFFFFFFFONN
POST people/<slug:code>/organisation/                                                       SFFFFFFFONN
GET  people/<slug:code>/<uuid:key>/                                                         SFFFOFFFONN
POST people/<slug:code>/<uuid:key>/                                                         SFFFOFFFONN
GET  people/<slug:code>/<uuid:key>/erase/                                                   SFFFFFFFONN
POST people/<slug:code>/<uuid:key>/erase/                                                   SFFFFFFFONN
GET  account/login/                                                                         ORRRRRRRRRR
GET  account/logout/                                                                        ROOOOOOOOOO
GET  account/inactive/                                                                      OOOOOOOOOOO
GET  account/signup/                                                                        ORRRRRRRRRR
GET  account/reauthenticate/                                                                SOOOOOOOOOO
GET  account/email/                                                                         SOOOOOOOOOO
GET  account/confirm-email/                                                                 OOOOOOOOOOO
GET  account/password/change/                                                               SOOOOOOOOOO
GET  account/password/set/                                                                  SRRRRRRRRRR
GET  account/password/reset/                                                                OOOOOOOOOOO
GET  account/login/code/confirm/                                                            SRRRRRRRRRR
GET  account/^confirm-email/(?P<key>[-:\w]+)/$                                              OOOOOOOOOOO
GET  account/password/reset/key/done/                                                       OOOOOOOOOOO
GET  account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$                     OOOOOOOOOOO
GET  account/password/reset/done/                                                           OOOOOOOOOOO
GET  account/login/code/                                                                    ORRRRRRRRRR
GET  account/2fa/                                                                           SOOOOOOOOOO
GET  account/2fa/authenticate/                                                              SRRRRRRRRRR
GET  account/2fa/reauthenticate/                                                            SRRRRRRRRRR
GET  account/2fa/totp/activate/                                                             SRRRRRRRRRR
GET  account/2fa/totp/deactivate/                                                           SNNNNNNNNNN
GET  account/2fa/recovery-codes/                                                            SNNNNNNNNNN
GET  account/2fa/recovery-codes/generate/                                                   SRRRRRRRRRR
GET  account/2fa/recovery-codes/download/                                                   SNNNNNNNNNN
GET  documents/^(\d+)/(.*)$                                                                 NNNNNNNNNNN
GET  documents/authenticate_with_password/<int:restriction_id>/                             NNNNNNNNNNN
GET  language/setlang/                                                                      RRRRRRRRRRR
GET  en/accessibility/                                                                      OOOOOOOOOOO
GET  media/images/<str:name>                                                                OOOOOOOOOOO
POST media/images/<str:name>                                                                MMMMMMMMMMM
GET  styleguide/                                                                            OOOOOOOOOOO
GET  en/reports/                                                                            SOOOOOOOOOO
POST en/reports/                                                                            SMMMMMMMMMM
GET  en/reports/journeys/<uuid:journey>/                                                    SNOOONONONN
POST en/reports/journeys/<uuid:journey>/                                                    SMMMMMMMMMM
GET  en/reports/journeys/<uuid:journey>/matrix.csv                                          SNOOONONONN
POST en/reports/journeys/<uuid:journey>/matrix.csv                                          SMMMMMMMMMM
GET  en/reports/journeys/<uuid:journey>/measures.csv                                        SNOOONONONN
POST en/reports/journeys/<uuid:journey>/measures.csv                                        SMMMMMMMMMM
GET  en/reports/learners/<uuid:enrolment>/                                                  SNOOONNNONN
POST en/reports/learners/<uuid:enrolment>/                                                  SMMMMMMMMMM
GET  en/reports/learners/<uuid:enrolment>/measures.csv                                      SNOOONNNONN
POST en/reports/learners/<uuid:enrolment>/measures.csv                                      SMMMMMMMMMM
GET  en/reports/learners/<uuid:enrolment>/<int:competency>/                                 SNOOONNNONN
POST en/reports/learners/<uuid:enrolment>/<int:competency>/                                 SMMMMMMMMMM
GET  en/reports/learners/<uuid:enrolment>/evidence/<uuid:evidence>/<int:indicator>/         SNOOONNNONN
POST en/reports/learners/<uuid:enrolment>/evidence/<uuid:evidence>/<int:indicator>/         SMMMMMMMMMM
GET  en/my-journey/                                                                         SOOOOOOOOOO
POST en/my-journey/                                                                         SMMMMMMMMMM
GET  en/my-journey/<uuid:enrolment>/                                                        SONNNNNNNNN
POST en/my-journey/<uuid:enrolment>/                                                        SMMMMMMMMMM
GET  en/my-progress/                                                                        SORRRRRRRRR
POST en/my-progress/                                                                        SMMMMMMMMMM
GET  en/my-progress/<uuid:enrolment>/                                                       SONNNNNNNNN
POST en/my-progress/<uuid:enrolment>/                                                       SMMMMMMMMMM
GET  en/activity/<uuid:key>/done/                                                           MMMMMMMMMMM
POST en/activity/<uuid:key>/done/                                                           SRRRRRRNRNN
GET  en/activity/<uuid:key>/send/                                                           MMMMMMMMMMM
POST en/activity/<uuid:key>/send/                                                           SRRRRRRNRNN
GET  en/my-learners/                                                                        SFOOOFFFFFO
POST en/my-learners/                                                                        SMMMMMMMMMM
GET  en/my-learners/<uuid:enrolment>/                                                       SNOOONNNONN
POST en/my-learners/<uuid:enrolment>/                                                       SMMMMMMMMMM
GET  en/my-learners/<uuid:enrolment>/judge/<int:indicator>/                                 SNOFONNNONN
POST en/my-learners/<uuid:enrolment>/judge/<int:indicator>/                                 SNOFONNNONN
GET  en/my-learners/<uuid:enrolment>/withdraw/<uuid:evidence>/                              SNOOONNNONN
POST en/my-learners/<uuid:enrolment>/withdraw/<uuid:evidence>/                              SNOOONNNONN
GET  en/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/      NNNNNNNNNNN
GET  en/^((?:[\w\-]+/)*)$                                                                   NNNNNNNNNNN
POST en/^((?:[\w\-]+/)*)$                                                                   NNNNNNNNNNN
PAGE HomePage                                                                               OOOOOOOOOOO
PAGE CataloguePage                                                                          OOOOOOOOOOO
PAGE JourneyPage                                                                            OOOOOOOOOOO
PAGE BlockPage                                                                              SOOOOOOFONN
PAGE SequencePage                                                                           SOOOOOOFONN
PAGE activity                                                                               SOOOOOOFONN
PAGE SequencePage:closed                                                                    SFOOOOOFONN
PAGE activity:closed                                                                        SFOOOOOFONN
"""

# Addresses of patterns that are regular expressions.
ADDRESSES = {
    r"account/^confirm-email/(?P<key>[-:\w]+)/$": "/account/confirm-email/none/",
    r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "/account/password/reset/key/1-none/",
    r"documents/^(\d+)/(.*)$": "/documents/1/none.pdf",
    r"en/^((?:[\w\-]+/)*)$": "/en/nothing/here/",
    r"admin/^.*/$": "/admin/nothing/here/",
}

# Addresses that name nothing of ours, whatever stands between < and >.
# Pictures are for who knows their name: they stand on pages that visitors read. Who holds an invitation to a survey,
# reads the code of a poll on a wall, or takes a consent back needs no account.
FOR_ANYBODY = {
    *(route for route in ADDRESSES if route.startswith("account/")),
    "media/images/<str:name>",
    "content/survey/a/<str:token>/",
    "content/survey/p/<str:code>/",
    "videos/withdraw/<str:token>/",
}
# Signs and words of the admin's screens, and the ways out and back.
ADMIN_FOR_ANYBODY = {"admin/sprite/", "admin/jsi18n/", "admin/logout/", "admin/password_reset/"}

# What a trainer, an editor, an administrator, and Olga of another organisation meet in Wagtail's admin.
ADMIN = {
    "/admin/": "OOOO",
    "/admin/pages/": "RRRR",
    "/admin/images/": "OOOO",
    "/admin/documents/": "OOOO",
    "/admin/users/": "RRRR",
    "/admin/groups/": "RRRR",
    "/admin/organisations/": "RRRR",
    "/admin/sites/": "RRRR",
    "/admin/frameworks/": "OOOO",
    "/admin/competencies/": "OOOO",
    "/admin/redirects/": "RRRR",
    "/admin/collections/": "RRRR",
    "/admin/workflows/list/": "RRRR",
    "/admin/workflows/tasks/index/": "RRRR",
    "/admin/forms/": "OOOR",
    "/admin/snippets/": "RRRR",
    "/admin/account/": "OOOO",
    "/admin/reports/site-history/": "OOOO",
    "/admin/reports/locked/": "RROR",
    "/admin/reports/workflow/": "OOOR",
    "/admin/reports/aging-pages/": "OOOR",
    "/admin/reports/page-types-usage/": "RRRR",
}
