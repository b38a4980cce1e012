"""A hover ends in what a click does, where a click does something; names are short where levers
cross.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dashboards.components.clicks import add_click_hints
from dashboards.state.levers import ShortNames

SHORT = ShortNames(
    {"a.x=0.15": "0.15", "a.x=0.1": "0.1"}, {"a.x=0.15": "A x 0.15", "a.x=0.1": "A x 0.1"}, "A x"
)


def figure(customdata: Any, template: str | None = "%{text}<extra>US</extra>") -> dict[str, Any]:
    trace = {"customdata": customdata, "hovertemplate": template}
    return {"data": [{key: value for key, value in trace.items() if value is not None}]}


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("runs?variant=v", "its runs"),
        ("replay?variant=v&run=3", "its replay"),
        ("replay?a=v&b=w&run=3", "both replays"),
        ("compare?a=v&b=w", "the comparison"),
    ],
)
def test_a_hover_says_where_a_click_leads(link: str, said: str) -> None:
    for data in ([link], [["", link]], np.array([link], dtype=object)):
        (trace,) = add_click_hints(figure(data))["data"]
        assert trace["hovertemplate"] == f"%{{text}}<br>click: {said}<extra>US</extra>"


@pytest.mark.parametrize("data", [None, [], ["day:3"], [""]])
def test_a_mark_that_leads_nowhere_says_nothing_of_a_click(data: Any) -> None:
    (trace,) = add_click_hints(figure(data))["data"]
    assert trace["hovertemplate"] == "%{text}<extra>US</extra>"


def test_a_mark_without_a_hover_gets_none() -> None:
    assert "hovertemplate" not in add_click_hints(figure(["runs?variant=v"], None))["data"][0]


def test_variants_are_called_by_their_values_everywhere_but_in_links() -> None:
    given = {
        "data": [{"y": np.array(["a.x=0.1", "a.x=0.15"], dtype=object), "n": np.array([1.5]),
                  "text": "a.x=0.15: 3", "customdata": ["runs?variant=a.x=0.1"]}],
        "layout": {"title": {"text": "difference from<br>a.x=0.1"}},
    }  # fmt: skip
    assert SHORT.occurs_in(given)
    found = SHORT.shorten(given, SHORT.values)
    (trace,) = found["data"]
    assert (trace["y"], trace["text"]) == (["0.1", "0.15"], "0.15: 3")
    assert trace["customdata"] == ["runs?variant=a.x=0.1"]
    assert trace["n"] is given["data"][0]["n"]  # type: ignore[index]
    assert found["layout"]["title"]["text"] == "difference from 0.1"
    assert SHORT.shorten("under “a.x=0.15”", SHORT.words) == "under “A x 0.15”"
    assert not SHORT.occurs_in(found["layout"])
