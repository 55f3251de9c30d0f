"""What each role meets at this kind's addresses on the site itself; see tests/role_matrix.py for columns and marks.

Files and frame exist on the content origin alone, where nobody is signed in: there tickets and unguessable names open.
What is sent carries a token that speaks for one learner: without one, everybody is turned away alike.
"""

TABLE = r"""
GET  content/h5p/play/<str:ticket>/                                                         NNNNNNNNNNN
POST content/h5p/play/<str:ticket>/                                                         MMMMMMMMMMM
GET  content/h5p/core/<str:version>/<path:path>                                             NNNNNNNNNNN
POST content/h5p/core/<str:version>/<path:path>                                             MMMMMMMMMMM
GET  content/h5p/files/<str:where>/<str:folder>/<path:path>                                 NNNNNNNNNNN
POST content/h5p/files/<str:where>/<str:folder>/<path:path>                                 MMMMMMMMMMM
GET  content/h5p/send/                                                                      MMMMMMMMMMM
POST content/h5p/send/                                                                      BBBBBBBBBBB
GET  content/h5p/renew/                                                                     MMMMMMMMMMM
POST content/h5p/renew/                                                                     SSSSSSSSSSS
"""
