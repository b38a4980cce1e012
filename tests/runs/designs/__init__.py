"""Designs: from ranges to points, to lanes, to rows."""
