"""Access control: who may look (this machine, or whoever has the token), and who may change
anything.

A page on another site must not read a local dashboard through the browser (DNS rebinding), so a
loopback server answers only to loopback names. Nor may it act through the browser: nothing is
changed by a GET, a POST of another origin is refused, and what changes anything (write mode) must
bring a token of a page that this server built for this browser. What a browser may fetch or run on
a page is this server's own and nothing else: the content policy names no other host.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, Response, abort, has_request_context, redirect, request

from runs.errors import WrongInput

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
PREFIX = re.compile(r"(/(?:[\w.~@:+,;=!$-]|%[0-9A-Fa-f]{2})+)+", re.ASCII)
"""A path as it stands in an address, such as that of a user named by an e-mail's address."""


def make_token() -> str:
    """Return a random token that cannot be guessed."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Access:
    """The access rules for requests: a loopback host name or, if one is set, the token.

    write: whether batches may be started, stopped and resumed.
    """

    token: str | None = None
    write: bool = False
    prefix: str = ""
    """Path of a proxy under which it stands, without a slash at its end; empty for none."""
    hosts: tuple[str, ...] = ()
    """Names of proxies through which it may be asked, beside those of this machine."""
    secret: str = field(default_factory=make_token, repr=False)
    """The key that signs the tokens of pages; new for each server."""

    def make_page_token(self) -> str:
        """Return the token of a page, an HMAC of the browser's session; empty without a session."""
        session = request.cookies.get(SESSION, "") if has_request_context() else ""
        if not session:
            return ""
        return hmac.new(self.secret.encode(), session.encode(), hashlib.sha256).hexdigest()

    def is_write_allowed(self, page_token: object) -> bool:
        """Say whether a request may change something: write mode is on, and `page_token` is that of
        a page of its session.
        """
        expected = self.make_page_token()
        given = page_token if isinstance(page_token, str) else ""
        return self.write and expected != "" and hmac.compare_digest(
            given.encode(), expected.encode()
        )  # fmt: skip


def check_prefix(text: str) -> str:
    """Return a proxy's path without a slash at its end, empty for none; WrongInput if it is no
    path.
    """
    path = text.rstrip("/")
    if path and not PREFIX.fullmatch(path):
        raise WrongInput("a prefix is a path, its parts after slashes.", key="prefix", value=text,
                         allowed=["/taijie", "/lab/taijie"])  # fmt: skip
    return path


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def install_access_checks(server: Flask, access: Access, script_hashes: Sequence[str]) -> None:
    """Make the server refuse requests without the right host, origin or token (status 403 or 401),
    and send security headers.

    script_hashes: of a page's inline scripts, which the content security policy allows.
    """
    policy = POLICY.format(hashes=" ".join(script_hashes))

    def check_request() -> Response | None:
        """Return None to let a request pass, or the redirect that sets its token; abort with status
        403 or 401 if it is refused.
        """
        if request.method not in HARMLESS and not _is_same_origin(access):
            abort(403)
        if access.token is None:
            if not all(_is_known_host(host, access) for host in _list_hosts()):
                abort(403)
            return None
        return _check_token(access.token)

    def add_security_headers(response: Response) -> Response:
        """Add the security headers and, for a page in write mode, a session cookie."""
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = policy
        if access.write and response.mimetype == "text/html" and not request.cookies.get(SESSION):
            response.set_cookie(SESSION, make_token(), httponly=True, samesite="Strict")
        return response

    server.before_request(check_request)
    server.after_request(add_security_headers)


def _list_hosts() -> list[str]:
    """Return the host names of a request: the one it was sent to, and those that a proxy reports.

    A page of another site can send the latter itself, but never the first.
    """
    forwarded = request.headers.get("X-Forwarded-Host", "")
    return [request.host, *filter(None, (part.strip() for part in forwarded.split(",")))]


def _is_known_host(host: str, access: Access) -> bool:
    """Say whether a host, with or without its port, is this machine or one of the named proxies."""
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    return is_loopback(name) or host in access.hosts or name in access.hosts


def _is_same_origin(access: Access) -> bool:
    """Say whether a request's headers name a page of this server as its origin; True without such
    headers, which only browsers send.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    through = [host for host in _list_hosts()[1:] if host in access.hosts or
               host.rpartition(":")[0] in access.hosts]  # fmt: skip
    return urlsplit(origin).netloc in (request.host, *through)


def _check_token(expected: str) -> Response | None:
    """Return None if the request's cookie has the expected token, or a redirect that sets the
    cookie if the address has it; else abort with status 401.
    """
    given = request.args.get("token", "")
    if secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), expected.encode()):
        return None
    if not secrets.compare_digest(given.encode(), expected.encode()):
        abort(401)
    answer = redirect(request.script_root + request.path)
    answer.set_cookie(COOKIE, expected, httponly=True, samesite="Strict")
    return answer  # type: ignore[return-value]  # werkzeug's Response is flask's here
