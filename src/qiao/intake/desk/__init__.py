"""Pure rules of the verification desk: whom to call next, how long a need holds, who carries how much."""
