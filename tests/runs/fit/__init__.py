"""The fit: evidence, rivals, priors, sampler, and what is said of them."""
