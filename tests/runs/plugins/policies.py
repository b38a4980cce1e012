"""Policies of a user's own, as files: some that keep the contract, and ways to break it."""

from __future__ import annotations

from functools import partial

from tests.runs.plugins.sources import write_sources

WEEKLY = '''from agents.policies import policy


@policy(source="assumed", numbers={"every": 7})
def weekly(decision):
    """Asks in private every so many days, and accepts whatever it is asked."""
    every = decision.settings.numbers["every"]
    if decision.menu.slot == "contact" and decision.clock.day % every == 0:
        return decision.constant(decision.menu.names.index("ask_private"))
    return decision.accept() if decision.menu.slot == "reply" else decision.nothing()
'''
COIN = '''import numpy as np

from agents.policies import policy


@policy(source="assumed")
def coin(decision):
    """Throws a coin of its own every day: heads, and it asks in public."""
    menu = decision.menu
    if menu.slot != "contact":
        return decision.nothing()
    heads = decision.draws.uniform(decision.leader, "coin") < 0.1
    return np.where(heads, menu.names.index("ask_public"), menu.nothing)
'''
HEAD = "from agents.policies import policy\n"
WRAPPER = "def wrap(rule):\n    return lambda decision: rule(decision)\n"
MARKED = '@policy(source="assumed")\ndef bad(decision):\n    """A trial."""\n'


def _make_numbers(text: str) -> str:
    """Return the text of a policy whose decorator states these numbers."""
    head = f'{HEAD}@policy(source="assumed", numbers={text})\n'
    return f'{head}def bad(decision):\n    """A trial."""\n    return decision.nothing()\n'


BROKEN = {
    "is not marked": (
        "def bad(decision):\n    return decision.nothing()\n", 1, "no policy bad is marked here",
    ),
    "does not parse": (f"{HEAD}{MARKED}    return (\n", 5, "cannot be read as Python"),
    "has no source": (
        f'{HEAD}@policy(source="")\ndef bad(decision):\n    """A trial."""\n'
        "    return decision.nothing()\n", 3, "states no source",
    ),
    "says nothing": (
        f'{HEAD}@policy(source="assumed")\ndef bad(decision):\n    return decision.nothing()\n',
        3, "has no docstring",
    ),
    "takes the leader": (
        f'{HEAD}@policy(source="assumed")\ndef bad(leader, decision):\n    """A trial."""\n',
        3, "has other arguments than (decision)",
    ),
    "keeps a count": (
        f"{HEAD}COUNT = 0\n{MARKED}    global COUNT\n    return decision.nothing()\n",
        6, "changes COUNT outside itself",
    ),
    "imports a table": (
        f"{HEAD}import pandas\n{MARKED}    return decision.nothing()\n", 2, "it imports pandas",
    ),
    "imports a generator": (
        f"{HEAD}from numpy import random\n{MARKED}    return decision.nothing()\n",
        2, "it uses numpy.random",
    ),
    "imports a generator by another name": (
        f"{HEAD}import numpy.random as dice\n{MARKED}    return decision.nothing()\n",
        2, "it uses numpy.random",
    ),
    "draws from NumPy on a late day": (
        f"import numpy as np\n{HEAD}{MARKED}    if decision.clock.day > 100:\n"
        "        return np.random.randint(0, 2, decision.count)\n    return decision.nothing()\n",
        7, "a policy draws by name from decision.draws",
    ),
    "imports its neighbour": (
        f"{HEAD}from weekly import weekly\n{MARKED}    return decision.nothing()\n",
        2, "it imports weekly",
    ),
    "computes its numbers": (
        f'{HEAD}@policy(source="assumed", numbers=dict(every=7))\ndef bad(decision):\n'
        '    """A trial."""\n    return decision.nothing()\n', 2, "are not written out",
    ),
    "keys its numbers by a list": (_make_numbers("{[1]: 2}"), 2, "are not written out"),
    "keys its numbers by a number": (_make_numbers("{1: 2}"), 2, "are not written out"),
    "has a text for a number": (_make_numbers('{"every": "7"}'), 2, "are not written out"),
    "has a number without end": (_make_numbers('{"every": 1e999}'), 2, "and finite numbers"),
    "has a number no float holds": (
        _make_numbers(f'{{"every": {10**400}}}'), 2, "and finite numbers",
    ),
    "is nested too deeply": (
        f"{HEAD}{MARKED}    return decision.nothing()\nX = {'-' * 100_000}1\n", 1,
        "cannot be read as Python",
    ),
    "returns a word": (f'{HEAD}{MARKED}    return "wait"\n', 2, "returned str"),
    "returns floats": (
        f"{HEAD}{MARKED}    return decision.nothing() * 1.0\n", 2, "returned an array of float64",
    ),
    "returns one for all": (
        f"{HEAD}{MARKED}    return decision.nothing()[:1]\n", 2, "array of shape (1,)",
    ),
    "changes its numbers": (
        f'{HEAD}@policy(source="assumed", numbers={{"every": 7}})\ndef bad(decision):\n'
        '    """A trial."""\n    decision.settings.numbers["every"] += 1\n'
        "    return decision.nothing()\n", 2, "changed decision.settings.numbers",
    ),
    "mixes lanes": (
        f"import numpy as np\n{HEAD}{MARKED}"
        "    coin = decision.draws.uniform(decision.leader, 'coin')\n"
        "    chosen = (coin == coin.max()) & (decision.clock.day > 15)\n"
        "    return np.where(chosen, 1, 0) if decision.menu.slot == 'contact'"
        " else decision.nothing()\n",
        4, "a run comes out otherwise beside other runs",
    ),
    "adds to the menu": (
        f'{HEAD}{MARKED}    decision.menu.names.append("shout")\n    return decision.nothing()\n',
        2, "changed decision.menu.names",
    ),
    "accepts where nothing is asked": (
        f"{HEAD}{MARKED}    return decision.accept()\n", 5,
        "nothing is accepted in the slot contact",
    ),
    "leaves the menu": (
        f"{HEAD}{MARKED}    return decision.constant(len(decision.menu))\n", 2, "chose option",
    ),
    "changes its mind": (
        f"{HEAD}SEEN = []\n{MARKED}    SEEN.append(1)\n"
        "    return decision.constant(len(SEEN) % 2)\n", 3, "a policy is a pure function",
    ),
    "leaves the program": (f"{HEAD}{MARKED}    raise SystemExit(3)\n", 5, "raised SystemExit: 3"),
    "leaves the program at once": (
        f"{HEAD}{MARKED}    return decision.nothing()\nexit()\n", 6, "raised SystemExit",
    ),
    "is marked by another": (
        "def policy(**_):\n    return lambda rule: rule\n"
        f"{MARKED}    return decision.nothing()\n", 4, "bad is not what @policy marked",
    ),
    "is there again, unmarked": (
        f"{HEAD}{MARKED}    return decision.nothing()\n\n\nbad = len\n", 3,
        "bad is not what @policy marked",
    ),
    "is wrapped below its mark": (
        f'{HEAD}{WRAPPER}@policy(source="assumed")\n@wrap\ndef bad(decision):\n    """A trial."""\n'
        "    return decision.nothing()\n", 6, "bad is not what @policy marked",
    ),
    "is wrapped above its mark": (
        f"{HEAD}{WRAPPER}@wrap\n{MARKED}    return decision.nothing()\n", 6,
        "bad is not what @policy marked",
    ),
    "keeps what it returned": (
        f'{HEAD}from functools import cache\n@policy(source="assumed")\n@cache\n'
        'def bad(decision):\n    """A trial."""\n    return decision.nothing()\n', 5,
        "bad is not what @policy marked",
    ),
    "raises without a word": (f"{HEAD}{MARKED}    assert 0\n", 5, "bad raised AssertionError."),
    "raises in sentences": (
        f'{HEAD}{MARKED}    raise ValueError("Not so.\\nNor so.")\n', 5,
        "bad raised ValueError: Not so. Nor so.",
    ),
    "raises": (
        f"{HEAD}{MARKED}    return decision.colour\n", 5, "bad raised AttributeError",
    ),
}  # fmt: skip
"""What is wrong with it: its text, the line that is named, and what is said."""


write_policies = partial(write_sources, "policies")
"""Write files `policies/NAME.py` into a folder and return it."""
