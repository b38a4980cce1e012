"""The report of a batch: one offline file from the same figure functions as the pages."""
