"""The two bridges as the records tell them: who carries goods in and voices out, and what breaks if one stops."""
