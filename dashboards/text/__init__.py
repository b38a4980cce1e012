"""Labels, links and rows for pages and figures."""
