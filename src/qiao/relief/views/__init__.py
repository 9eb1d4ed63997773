"""The pages of bridge one: plans, matches, deliveries, receiving, stock."""
