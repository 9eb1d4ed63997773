"""Pages of service quality: what the public taps, what the desk reads, what is counted."""
