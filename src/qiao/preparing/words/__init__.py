"""How this desk says what engines found, in the language of the page."""
