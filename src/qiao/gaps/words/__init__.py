"""Words of the gaps desk's pages."""
