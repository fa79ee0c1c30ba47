"""Leads who write, a world in which nothing takes time, and checkers that look at what came of it."""
