"""What each role meets at this kind's addresses; see tests/role_matrix.py for columns and marks.

The example stands in Ana's journey and nothing is handed in yet: works and files are tested beside, in test_files.py
and test_marking.py.
"""

TABLE = r"""
GET  content/deliverable/upload/<uuid:key>/                                                 MMMMMMMMMMM
POST content/deliverable/upload/<uuid:key>/                                                 SNNNNNNNNNN
GET  content/deliverable/upload/<uuid:key>/begin/                                           MMMMMMMMMMM
POST content/deliverable/upload/<uuid:key>/begin/                                           SNNNNNNNNNN
GET  content/deliverable/upload/<uuid:key>/<uuid:upload>/<int:number>/                      MMMMMMMMMMM
POST content/deliverable/upload/<uuid:key>/<uuid:upload>/<int:number>/                      SNNNNNNNNNN
GET  content/deliverable/draft/<uuid:key>/                                                  MMMMMMMMMMM
POST content/deliverable/draft/<uuid:key>/                                                  SNNNNNNNNNN
GET  content/deliverable/recover/<uuid:key>/                                                SNNNNNNNNNN
POST content/deliverable/recover/<uuid:key>/                                                SMMMMMMMMMM
GET  content/deliverable/file/<uuid:file>/                                                  SNNNNNNNNNN
POST content/deliverable/file/<uuid:file>/                                                  SMMMMMMMMMM
GET  content/deliverable/preview/<uuid:file>/                                               SNNNNNNNNNN
POST content/deliverable/preview/<uuid:file>/                                               SMMMMMMMMMM
GET  content/deliverable/mark/<uuid:work>/                                                  SNNNNNNNNNN
POST content/deliverable/mark/<uuid:work>/                                                  SNNNNNNNNNN
GET  content/deliverable/follow/<uuid:activity>/                                            SNNNNNNNNNN
POST content/deliverable/follow/<uuid:activity>/                                            SMMMMMMMMMM
GET  content/deliverable/follow/<uuid:activity>/table.csv                                   SNNNNNNNNNN
POST content/deliverable/follow/<uuid:activity>/table.csv                                   SMMMMMMMMMM
GET  content/deliverable/follow/<uuid:activity>/teams/                                      SNNNNNNNNNN
POST content/deliverable/follow/<uuid:activity>/teams/                                      SNNNNNNNNNN
GET  content/deliverable/later/<uuid:activity>/<uuid:enrolment>/                            SNNNNNNNNNN
POST content/deliverable/later/<uuid:activity>/<uuid:enrolment>/                            SNNNNNNNNNN
"""
