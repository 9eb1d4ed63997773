"""Money of a co-launch, which stands in the account of its host (慈善法第二十六条)."""
