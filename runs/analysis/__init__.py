"""Statistics of a batch: pure functions from a data frame of outcomes to tidy frames of estimates.

Whatever the terminal, the pages or a report display is computed here, and only here, so that no two
places can disagree. Input is always `Batch.outcomes()` (one row a run, keys first) or
`Batch.daily()`; output is always a new frame. The run is the unit of replication. Every estimate
comes with its 95 % interval (`low`, `high`), which is Monte-Carlo error and shrinks with more runs;
the spread of outcomes (`spread.compute_daily_quantiles`) does not, and is named apart.

statsmodels and scipy are imported inside the functions that use them, so that importing this
package costs no more than importing pandas.
"""
