"""Hostile links and payloads to Launch and Live: a notice and a working page, nothing else.

Wrong types, huge ones, names that climb out of the archive, scripts in labels, overrides dressed as
values: payloads a few hundred from a seed; links so that every key has every word.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboards.app import create_app
from dashboards.launch.access import Access
from dashboards.state.url import LONGEST
from runs.archive.batch import Batch
from tests.dashboards.payloads import callback

FEW, MANY = 30, 500
COUNTS = [FEW, pytest.param(MANY, marks=pytest.mark.slow)]
SECRET = "kept outside the archive"
KEYS = (
    *("batch", "variant", "a", "run", "point", "set", "figure", "format", "metric", "v", "x"),
    *("among", "view", "when"),
    "__class__",
)
WORDS = (
    *(
        "../secret.txt",
        "..%2f..%2fsecret",
        "/etc/passwd",
        "....//secret.txt",
        "\x00",
        "%00",
        "C:\\x",
    ),
    "<script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "${oc.env:HOME}",
    "$(touch started)",
    "; touch started",
    "us.insulation=${us.pain}",
    "hydra.run.dir=/",
    "us.insulation=0.2;outputs=/etc;plan=true;+a=1;~b",
    "leader@us=honor,hierarchy;leader@us=../../x",
    "us.insulation=" + ",".join(str(i / 1000) for i in range(500)),
    "signal.__init__.potency=1;us.__class__=1;calendar.0.day=1",
    "batch=../../secret.txt;runs=99999999999999999999;seed=-1",
    "runs=1e400;horizon=NaN;us.pain=inf;us.pain=1e999",
    "é\u202e\ud7ff\U0001f4a5" * 20,
    "A" * 20_000,
    "",
    "none",
    "0",
    "-1",
    "99999999999999999999",
    "csv",
)


def thing(rng: random.Random, depth: int = 0) -> Any:
    """Return any JSON value at all."""
    kinds = 9 if depth < 3 else 7
    match rng.randrange(kinds):
        case 0 | 1:
            return rng.choice(WORDS)
        case 2:
            return rng.choice([0, 1, -1, 10**30, 1.5, -1e308])
        case 3:
            return rng.choice([None, True, False])
        case 4:
            return "".join(chr(rng.randrange(1, 0xD7FF)) for _ in range(rng.randrange(40)))
        case 5 | 6:
            return rng.choice(["2026", "us.insulation=0.2", "stop", "/live", "/launch", "?v=1"])
        case 7:
            return [thing(rng, depth + 1) for _ in range(rng.randrange(4))]
        case _:
            names = ("act", "batch", "said", "counts", "figure", "props", "type", "x")
            return {rng.choice(names): thing(rng, depth + 1) for _ in range(rng.randrange(4))}


@pytest.fixture(scope="module")
def app(batch: Batch, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    place = tmp_path_factory.mktemp("hostile")
    (place / "secret.txt").write_text(SECRET)
    outputs = place / "outputs"
    outputs.mkdir()
    (outputs / batch.name).symlink_to(batch.path)
    return create_app(outputs, Access(write=True))


@pytest.fixture(autouse=True)
def nothing_is_started_or_written(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in batch.path.iterdir())
    yield
    assert sorted(path.name for path in batch.path.iterdir()) == before
    assert list(tmp_path.iterdir()) == []


def get_page(app: Dash, client: FlaskClient, path: Any, search: Any) -> str:
    asked = {("url", "pathname"): path, ("url", "search"): search}
    answer = client.post("/_dash-update-component", json=callback(app, "page.children", asked))
    assert answer.status_code == 200, (path, search)
    return answer.get_data(as_text=True)


def check(said: str) -> None:
    """Check that a page is whole and shows nothing it must not."""
    assert '"type":"H1"' in said
    assert SECRET not in said
    assert "root:x:" not in said
    assert "Traceback" not in said
    assert not re.search(r'"(dangerouslySetInnerHTML|srcDoc)"', said)
    assert not re.search(r'"href":"(javascript|data):', said)


def list_covering_links() -> Iterator[tuple[str, str]]:
    """Yield (page, query string): every key with every word, three or four keys a link; each page
    with every key and every word, and Launch with all words of its form. A word of thousands of
    letters stands alone: a link too long to be read is ignored as a whole.
    """
    for shift, word in enumerate(WORDS):
        for pack in range(4):
            keys = KEYS[pack::4]
            pairs = [(key, WORDS[(shift + 7 * at) % len(WORDS)]) for at, key in enumerate(keys)]
            pages = ["/live"] if (shift + pack) % 2 else ["/launch"]
            if "set" in keys:
                pages = ["/launch"] if shift % 8 else ["/launch", "/live"]
            alone = [pair for pair in pairs if len(pair[1]) > LONGEST // 4]
            links = [[pair for pair in pairs if pair not in alone], *([pair] for pair in alone)]
            yield from ((page, f"?{urlencode(link)}") for page in pages for link in links)
        pair = [(KEYS[shift % len(KEYS)], word)]
        yield ("/launch", "/live")[shift % 2], "?" + quote(str(pair), safe="&=;")


def list_random_links(count: int) -> Iterator[tuple[str, str]]:
    """Yield (page, query string) of one to four pairs, from a seed."""
    rng = random.Random(5)
    for _ in range(count):
        pairs = [(rng.choice(KEYS), rng.choice(WORDS)) for _ in range(rng.randrange(1, 5))]
        search = "?" + (urlencode(pairs) if rng.random() < 0.7 else quote(str(pairs), safe="&=;"))
        yield rng.choice(["/launch", "/live"]), search


@pytest.mark.slow
@pytest.mark.parametrize(
    "links",
    [
        pytest.param([*list_covering_links()], id="cover"),
        pytest.param([*list_random_links(MANY)], id="random", marks=pytest.mark.exhaustive),
    ],
)
def test_hostile_links_give_a_notice_and_a_working_page(
    app: Dash, client: FlaskClient, links: list[tuple[str, str]]
) -> None:
    noticed = 0
    for path, search in links:
        said = get_page(app, client, path, search)
        check(said)
        noticed += '"className":"notice' in said
        assert client.get(f"{path}{search}&format=csv").status_code < 500
    assert noticed > len(links) * 0.6


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_payloads_are_answered_and_nothing_is_done(
    app: Dash, client: FlaskClient, count: int
) -> None:
    rng = random.Random(7)
    served = [name for name, known in app.callback_map.items() if known.get("callback")]
    done = 0
    for _ in range(count):
        name = rng.choice(served)
        payload = callback(app, name, {})
        for one in (*payload["inputs"], *payload["state"]):
            one["value"] = thing(rng)
        if rng.random() < 0.3:
            payload[rng.choice(list(payload))] = thing(rng)
        answer = client.post("/_dash-update-component", json=payload)
        assert answer.status_code < 500, payload
        said = answer.get_data(as_text=True)
        assert SECRET not in said
        assert "root:x:" not in said
        done += answer.status_code in (200, 204)
    assert done > count * 0.3


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b'"x"', b"null", b"{}", b"\xff" * 9])
def test_a_body_that_is_no_payload_is_answered_in_words(client: FlaskClient, body: bytes) -> None:
    kind = {"Content-Type": "application/json"}
    assert 400 <= client.post("/_dash-update-component", data=body, headers=kind).status_code < 500


def test_a_huge_body_is_not_read(client: FlaskClient) -> None:
    body = json.dumps({"output": "page.children", "inputs": ["x" * 3_000_000]})
    kind = {"Content-Type": "application/json"}
    assert client.post("/_dash-update-component", data=body, headers=kind).status_code == 413


def test_a_script_in_a_name_stays_text(app: Dash, client: FlaskClient) -> None:
    said = get_page(app, client, "/launch", "?" + urlencode({"set": "<script>alert(1)</script>=1"}))
    page = json.loads(said)
    assert "<script>alert(1)</script>" in json.dumps(page)
    assert '"className":"notice"' in said  # a child of a paragraph, which React writes as text
