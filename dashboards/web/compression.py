"""Compresses what a browser is sent, if it accepts that, and lets it keep what does not change.

Scripts do not change while a server runs: each is compressed once. Answers to a page are compressed
as they are sent. Dash would do this by a package of its own (flask-compress), which compresses the
4.8 MB of Plotly again for each visitor.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

SMALL = 1000
"""Bytes below which compressing saves nothing."""
KINDS = ("text/", "application/json", "application/javascript", "image/svg+xml")
STILL = ("/_dash-component-suites/", "/assets/")
"""Beginnings of the paths of files."""
BEST, QUICK = 9, 5
YEAR = 31_536_000
"""Seconds for which a browser keeps a file whose address names its version."""


@lru_cache(maxsize=256)
def compress_file(data: bytes) -> bytes:
    """Return a file's bytes compressed with gzip; computed once in a process."""
    return gzip.compress(data, BEST, mtime=0)


def compress_responses(server: Flask) -> None:
    """Make a server compress text of at least SMALL bytes for browsers that accept gzip, and let
    files whose address names their version be kept for a year.
    """

    def compress(response: Response) -> Response:
        """Compress a response if the browser accepts it, and let a file with a version in its
        address be kept.
        """
        still = request.path.startswith(STILL)
        if still and "m" in request.args and response.status_code == 200:
            response.cache_control.max_age, response.cache_control.no_cache = YEAR, None
        response.vary.add("Accept-Encoding")
        if not _is_compressible(response):
            return response
        response.direct_passthrough = False
        data = response.get_data()
        if len(data) < SMALL:
            return response
        made = compress_file(data) if still else gzip.compress(data, QUICK)
        response.set_data(made)
        response.headers["Content-Encoding"] = "gzip"
        return response

    server.after_request(compress)


def _is_compressible(response: Response) -> bool:
    """Say whether a response is complete, uncompressed text to a browser that accepts gzip."""
    return (
        response.status_code == 200
        and request.accept_encodings["gzip"] > 0
        and "Content-Encoding" not in response.headers
        and (response.mimetype or "").startswith(KINDS)
    )
