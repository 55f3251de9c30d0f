"""What each role meets at this kind's addresses; see tests/role_matrix.py for columns and marks."""

from typing import Any

from content.toolbox.models import ToolboxLine, ToolboxPage

from .setting import with_file

TABLE = r"""
GET  en/toolbox/                                                                            SOOOOOOOOOO
POST en/toolbox/                                                                            MMMMMMMMMMM
GET  en/toolbox/desk/                                                                       SFOFOOFFOFO
POST en/toolbox/desk/                                                                       SMMMMMMMMMM
GET  en/toolbox/desk/<slug:code>/options/                                                   SFFFOFFFONN
POST en/toolbox/desk/<slug:code>/options/                                                   SFFFRFFFRNN
GET  en/toolbox/use/<uuid:key>/<uuid:resource>/                                             SRRRRRRNRNN
POST en/toolbox/use/<uuid:key>/<uuid:resource>/                                             SMMMMMMMMMM
GET  en/toolbox/<uuid:resource>/                                                            NOOOOOOOONN
POST en/toolbox/<uuid:resource>/                                                            MMMMMMMMMMM
GET  en/toolbox/<uuid:resource>/draft/                                                      SNONOONNONN
POST en/toolbox/<uuid:resource>/draft/                                                      SMMMMMMMMMM
GET  en/toolbox/<uuid:resource>/draft/file/                                                 SNONOONNONN
POST en/toolbox/<uuid:resource>/draft/file/                                                 SMMMMMMMMMM
GET  en/toolbox/<uuid:resource>/favourite/                                                  SMMMMMMMMMM
POST en/toolbox/<uuid:resource>/favourite/                                                  SRRRRRRRRNN
GET  en/toolbox/<uuid:resource>/reviewed/                                                   SFOFOFFFONN
POST en/toolbox/<uuid:resource>/reviewed/                                                   SFOFOFFFONN
GET  en/toolbox/<uuid:resource>/easy-read/                                                  SFOFOFFFONN
POST en/toolbox/<uuid:resource>/easy-read/                                                  SFOFOFFFONN
GET  en/toolbox/<uuid:resource>/<int:number>/                                               SOOOOOOOONN
POST en/toolbox/<uuid:resource>/<int:number>/                                               SMMMMMMMMMM
GET  en/toolbox/<uuid:resource>/<int:number>/file/                                          NOOOOOOOONN
POST en/toolbox/<uuid:resource>/<int:number>/file/                                          MMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A spreadsheet of the club, in the example's toolbox of Ana's journey."""
    row = with_file(site.walk.world.organisation, audience="members")
    page = ToolboxPage.objects.get()
    ToolboxLine.objects.create(page=page, resource=row, sort_order=1)
    return {"toolbox:resource": row.public_id, "toolbox:key": page.translation_key, "toolbox:number": 1}
