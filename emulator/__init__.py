"""A Calendly that runs on a laptop: the same wire format, its own data, faults on demand."""
