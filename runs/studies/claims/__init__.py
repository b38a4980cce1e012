"""Claims: what the sources say, each as two variants, a measure and a predicted sign.

A claim is a YAML file of ordinary overrides (`configs/claim`); no code knows one by name. All
variants of all claims are simulated together, each once, in the same random worlds, and one table
says of each measure whether the model bears the claim out. Nothing here is fitted.
"""
