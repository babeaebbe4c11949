"""What a file shows at first sight: enough to tell its layout before anything is read."""

from dataclasses import dataclass
from functools import cached_property

from secretome.errors import BadInput
from secretome.instruments.containers import is_zip, member_names
from secretome.instruments.workbooks import is_workbook, opening_cells

HEAD_BYTES = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_container(head: bytes) -> bool:
    """Whether the layout hides inside a zip or OLE file, so that the head says too little."""
    return is_zip(head) or head.startswith(_OLE)


@dataclass(frozen=True)
class Sight:
    """The first bytes of a file; the whole of it where it is a container."""

    data: bytes

    @cached_property
    def text(self) -> str:
        """The opening as text, whatever its encoding; empty for containers."""
        head = self.data[:HEAD_BYTES]
        if is_container(head):
            return ""
        wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        return head.decode("utf-16" if wide else "utf-8-sig", errors="replace").lstrip(" \t\r\n")

    @cached_property
    def first_line(self) -> str:
        """The first line with anything on it."""
        return self.text.partition("\n")[0].strip()

    @cached_property
    def _opened(self) -> tuple[tuple[str, ...], tuple[str, ...], BadInput | None]:
        """Cells of a workbook, names in a zip, and what kept them from being seen."""
        try:
            members = member_names(self.data) if is_zip(self.data) else ()
            return (opening_cells(self.data) if is_workbook(self.data) else ()), members, None
        except BadInput as fault:
            return (), (), fault

    @property
    def cells(self) -> tuple[str, ...]:
        """Texts in the first rows of a workbook's first sheets; empty for anything else."""
        return self._opened[0]

    @property
    def members(self) -> tuple[str, ...]:
        """Names in a zip file; empty for anything else or a broken one."""
        return self._opened[1]

    @property
    def fault(self) -> BadInput | None:
        """Why a container could not be opened."""
        return self._opened[2]
