"""Access control: who may look (this machine, or whoever has the token), and who may change
anything.

A page on another site must not read a local dashboard through the browser (DNS rebinding), so a
loopback server answers only to loopback names. Nor may it act through the browser: nothing is
changed by a GET, a POST of another origin is refused, and what changes anything (write mode) must
bring the mark of a page that this server built for this browser. What a browser may fetch or run on
a page is this server's own and nothing else: the content policy names no other host.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, Response, abort, has_request_context, redirect, request

COOKIE = "taijie-token"
SESSION = "taijie-session"
HARMLESS = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
"""Styles may stand in a page, because charts and controls set them; scripts may not, but for those
whose hashes are named. Pictures of figures are made in the browser, as data."""


def make_token() -> str:
    """Return a random token that nobody can guess."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Access:
    """What a request must bring: a loopback host name, or the token where one is set.

    write: whether batches may be started, stopped and resumed.
    """

    token: str | None = None
    write: bool = False
    secret: str = field(default_factory=make_token, repr=False)
    """The key that signs the marks of pages; new for each server."""

    def make_page_mark(self) -> str:
        """Return the mark (an HMAC of the browser's session) for a page; empty without a session.
        """
        session = request.cookies.get(SESSION, "") if has_request_context() else ""
        if not session:
            return ""
        return hmac.new(self.secret.encode(), session.encode(), hashlib.sha256).hexdigest()

    def is_write_allowed(self, mark: object) -> bool:
        """Say whether a request may change something: write mode is on, and its mark is that of its
        session.
        """
        expected = self.make_page_mark()
        given = mark if isinstance(mark, str) else ""
        return self.write and expected != "" and hmac.compare_digest(
            given.encode(), expected.encode()
        )  # fmt: skip


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def install_access_checks(server: Flask, access: Access, scripts: Sequence[str]) -> None:
    """Make the server refuse requests without the right host, origin or token, and send security
    headers.

    scripts: hashes of the inline scripts of a page, for the content security policy.
    """
    policy = POLICY.format(hashes=" ".join(scripts))

    def check() -> Response | None:
        if request.method not in HARMLESS and not _is_same_origin():
            abort(403)
        if access.token is None:
            name = request.host.rpartition(":")[0] if ":" in request.host else request.host
            if not is_loopback(name):
                abort(403)
            return None
        return _check_token(access.token)

    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = policy
        if access.write and response.mimetype == "text/html" and not request.cookies.get(SESSION):
            response.set_cookie(SESSION, make_token(), httponly=True, samesite="Strict")
        return response

    server.before_request(check)
    server.after_request(protect)


def _is_same_origin() -> bool:
    """Say whether a request comes from a page of this server, by its headers; true without such
    headers, which only browsers send.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _check_token(token: str) -> Response | None:
    given = request.args.get("token", "")
    if secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), token.encode()):
        return None
    if not secrets.compare_digest(given.encode(), token.encode()):
        abort(401)
    answer = redirect(request.path)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
    return answer  # type: ignore[return-value]  # werkzeug's Response is flask's here
