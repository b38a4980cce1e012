"""Roles of a user's own, as files: some that keep the contract, and ways to break it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.runs.plugins.sources import write_sources

LEGISLATURE = '''import numpy as np

from agents.own_roles import RoleAgent, role


@role("legislature", phase="calendar", source="assumed")
class Legislature(RoleAgent):
    """Passes resolutions that the other side's publics feel as slights."""

    def act(self):
        chance = np.minimum(self.levers.activity / 365.0, 1.0) * self.shared.dt
        passed = self.shared.draws.uniform(self.name, "resolution") < chance
        self.shared.slights.add(self.side, np.where(passed, self.levers.weight, 0.0))
'''
ALMANAC = '''import numpy as np

from agents.own_roles import RoleAgent, role


@role("almanac", phase="contact", source="assumed")
class Almanac(RoleAgent):
    """Counts days of tension in each run, and from the fifth on calms both leaders a little."""

    def __init__(self, model, shared, name, member):
        super().__init__(model, shared, name, member)
        self.tense = {"days": np.zeros(shared.lanes)}

    def act(self):
        self.tense["days"] = self.tense["days"] + (self.shared.tension > 0.0)
        calm = np.where(self.tense["days"] > 5, self.levers.weight, 0.0)
        self.shared.tension = self.shared.tension * (1.0 - calm)
'''
HEAD = "from agents.own_roles import RoleAgent, role\n"
MARK = '@role("bad", phase="answer", source="assumed")\n'
CLASS = 'class Bad(RoleAgent):\n    """A trial."""\n\n    def act(self):\n'

BROKEN = {
    "is not marked": (f"{HEAD}{CLASS}        pass\n", 2, "no role bad is marked here"),
    "does not parse": (f"{HEAD}{MARK}{CLASS}        return (\n", 7, "cannot be read as Python"),
    "has no source": (
        f'{HEAD}@role("bad", phase="answer", source="")\n{CLASS}        pass\n',
        3, "states no source",
    ),
    "says nothing": (
        f"{HEAD}{MARK}class Bad(RoleAgent):\n    def act(self):\n        pass\n",
        3, "has no docstring",
    ),
    "has no phase": (
        f'{HEAD}@role("bad", source="assumed")\n{CLASS}        pass\n', 3, "states no phase",
    ),
    "has a phase of its own": (
        f'{HEAD}@role("bad", phase="night", source="assumed")\n{CLASS}        pass\n',
        3, "one of calendar, deliver, constituencies",
    ),
    "does not act": (
        f'{HEAD}{MARK}class Bad(RoleAgent):\n    """A trial."""\n', 3, "no class with a method act",
    ),
    "acts on others": (
        f'{HEAD}{MARK}class Bad(RoleAgent):\n    """A trial."""\n\n    def act(self, leader):\n'
        "        pass\n", 6, "no class with a method act",
    ),
    "is a function": (
        f'{HEAD}{MARK}def bad(model):\n    """A trial."""\n', 3, "no class with a method act",
    ),
    "is no agent": (
        f"{HEAD}{MARK}{CLASS.replace('RoleAgent', 'dict')}        pass\n", 2, "is no RoleAgent",
    ),
    "imports a table": (
        f"{HEAD}import pandas\n{MARK}{CLASS}        pass\n", 2, "it imports pandas",
    ),
    "imports a generator": (
        f"{HEAD}from numpy.random import default_rng\n{MARK}{CLASS}        pass\n",
        2, "it uses numpy.random",
    ),
    "draws from NumPy": (
        f"import numpy\n{HEAD}{MARK}{CLASS}        numpy.random.random()\n", 8,
        "a role draws by name from shared.draws",
    ),
    "keeps a count": (
        f"{HEAD}COUNT = 0\n{MARK}{CLASS}        global COUNT\n", 8, "changes COUNT outside itself",
    ),
    "is there again, unmarked": (
        f"{HEAD}{MARK}{CLASS}        pass\n\n\nclass Bad(Bad):\n    pass\n", 3,
        "Bad is not what @role marked",
    ),
    "leaves the program": (
        f"{HEAD}{MARK}{CLASS}        raise SystemExit(0)\n", 7, "raised SystemExit: 0",
    ),
    "raises": (f"{HEAD}{MARK}{CLASS}        self.colour\n", 7, "bad raised AttributeError"),
    "mixes lanes": (
        f"{HEAD}{MARK}{CLASS}"
        "        tension = self.shared.tension\n"
        "        self.shared.tension = 0.0 * tension + tension.mean() + 0.1\n",
        3, "comes out otherwise beside other runs",
    ),
    "counts lanes": (
        f"import numpy as np\n{HEAD}{MARK}{CLASS}"
        "        lanes = np.arange(self.shared.lanes) / self.shared.lanes\n"
        "        self.shared.tension = self.shared.tension + lanes\n",
        4, "comes out otherwise beside other runs",
    ),
    "makes no number": (
        f"{HEAD}{MARK}{CLASS}        self.shared.goodwill[:] = float('nan')\n",
        6, "after bad acted, as newcomer on day 1, shared.goodwill is NaN or infinite in 12",
    ),
    "writes a number for an array": (
        f"{HEAD}{MARK}{CLASS}        self.shared.tension = 3.0\n",
        6, "shared.tension is float, and an array of float64 and shape (12,) is wanted",
    ),
    "counts where yes or no is wanted": (
        f"{HEAD}{MARK}{CLASS}        self.shared.talks.agreed = 1.0 * self.shared.talks.agreed\n",
        6, "shared.talks.agreed is an array of float64",
    ),
    "takes an array away": (
        f"{HEAD}{MARK}{CLASS}        del self.shared.talks.age\n", 6, "shared.talks.age is gone",
    ),
    "falls below 0": (
        f"{HEAD}{MARK}{CLASS}        self.shared.tension = self.shared.tension - 9.0\n",
        6, "shared.tension is below 0 in 12 of 12 runs",
    ),
    "leaves no number at the end": (
        f"{HEAD}{MARK}{CLASS}        if self.shared.last_tick:\n"
        "            self.model.cast.groups[0].pain *= float('nan')\n",
        3, "is NaN or infinite in a run of the trial",
    ),
}  # fmt: skip
"""What is wrong with it: its text, the line that is named, and what is said."""


write_roles = partial(write_sources, "roles")
"""Write files `roles/NAME.py` into a folder and return it."""


def write_member(folder: Path, role: str, member: str = "newcomer") -> None:
    """Write an option of the cast, `with_<role>`, that has one member of a role."""
    home = folder / "configs" / "cast"
    home.mkdir(parents=True, exist_ok=True)
    entry = f"{{role: {role}, side: us, title: A newcomer, activity: 20, weight: 0.5}}"
    (home / f"with_{role}.yaml").write_text(
        f"defaults: [call_2025, _self_]\n{member}: {entry}\n", encoding="utf-8"
    )
