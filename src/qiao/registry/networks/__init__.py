"""Networks, the partners an organisation brings on, and what was given so that they can do more by themselves."""
