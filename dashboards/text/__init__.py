"""Labels, links and rows."""
