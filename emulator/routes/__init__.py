"""Calendly's API, one noun a file."""
