"""The sides of the preset, and what the tables of a batch of theirs hold."""

from model.dyad import Dyad
from model.outcomes import make_columns, make_daily_variables

PRESET = Dyad("us", "china")
SIDES = PRESET.keys
COLUMNS = make_columns(PRESET)
DAILY = make_daily_variables(PRESET)
MOVERS, SECOND_MOVERS = PRESET.movers, PRESET.second_movers
CLAIMS, BELIEFS, BREACHES = PRESET.claims, PRESET.beliefs, PRESET.breaches
