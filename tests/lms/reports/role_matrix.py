"""What each role meets at the addresses of hours; see tests/role_matrix.py for columns and marks.

As the other reports: who reads reports does; a coach reads of those they coach; without names, no group under five.
"""

TABLE = r"""
GET  en/reports/journeys/<uuid:journey>/hours/                                              SNOOONONONN
POST en/reports/journeys/<uuid:journey>/hours/                                              SMMMMMMMMMM
GET  en/reports/journeys/<uuid:journey>/hours.csv                                           SNOOONONONN
POST en/reports/journeys/<uuid:journey>/hours.csv                                           SMMMMMMMMMM
GET  en/reports/learners/<uuid:enrolment>/hours/                                            SNOOONNNONN
POST en/reports/learners/<uuid:enrolment>/hours/                                            SMMMMMMMMMM
"""


def sample_values(site: object) -> dict[str, object]:
    """Nothing of their own: journey and learner are the site's."""
    return {}
