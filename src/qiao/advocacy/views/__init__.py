"""Pages of the second bridge."""
