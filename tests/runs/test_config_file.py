"""A resolved configuration is read section by section and comes out as YAML has the whole of it."""

from __future__ import annotations

import pytest
import yaml

from runs.archive.config_file import dump_yaml, load_yaml

ODD = [
    b"# said by hand\n{a: 1, b: 2}\n",
    b"a:\n- 1\n- 2\nb: 3\n",
    b"a: 1\nb: 2\na: 3\n",
    b"---\na: 1\nb: {c: 2}\n",
    b'"y": 1\nno_word: {"a b": [1, 2]}\n',
    b"a: 1\n# between\nb:\n  c: 2\n",
    b"",
    b"a: 1e5\nb: 1.0e5\nc: 1.0e+5\nd: NaN\n",
    b"y: 1\n",
    b"a:\n    b: 1\n",
    b"a:\nb: 1\n",
    b"a: 1\n  \n",
    b'a: "\xe2\x80\x94"\nb:\n  "c: d": [1, "e"]\n',
]


@pytest.mark.parametrize("text", ODD)
def test_what_was_edited_by_hand_means_what_yaml_says(text: bytes) -> None:
    assert load_yaml(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text", [b"a: 1\nb: [1, 2\nc: 3\n", b"a word\n{a: 1, b: 2}\n", b"a:\n{b: 1}\n"]
)
def test_what_is_no_yaml_is_refused_as_such(text: bytes) -> None:
    with pytest.raises(yaml.YAMLError):
        load_yaml(text)


def test_what_was_written_comes_back_to_the_last_bit() -> None:
    whole = {
        "a": {"b": {"y": 1e-300, "c d": [0.1, -0.0, 1e22, True, None]}, "e": {}},
        "f": "\u2028#\n",
    }
    assert repr(load_yaml(dump_yaml(whole))) == repr(whole)


def test_a_section_read_before_is_not_changed_by_who_had_it() -> None:
    text = dump_yaml({"a": {"b": [1, 2]}, "c": 3})
    load_yaml(text)["a"]["b"].append(4)
    assert load_yaml(text) == {"a": {"b": [1, 2]}, "c": 3}
