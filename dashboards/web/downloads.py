"""The HTTP header by which a browser saves a download under a given name, in any script (RFC 6266).

A header holds Latin letters only: the name is in it twice, in ASCII for old programs, and
percent-encoded in UTF-8.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote


def make_attachment_header(name: str) -> str:
    """Return the value of Content-Disposition for a file to be saved as `name`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    twin = re.sub(r"[^\w.=+@ -]", "_", plain, flags=re.ASCII)
    if not re.match(r"\w", twin, flags=re.ASCII):
        twin = f"taijie{twin}"
    told = "" if twin == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'attachment; filename="{twin}"{told}'
