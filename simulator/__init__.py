"""Leads who write, a world in which nothing takes time, and checkers of what came of it."""
