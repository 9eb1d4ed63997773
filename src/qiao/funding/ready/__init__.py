"""How ready we are to mobilise: measured from the records, asked of people, followed by a plan."""
