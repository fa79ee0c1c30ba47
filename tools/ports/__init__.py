"""The roles the outside world plays for the program, and the words it shares, by subject.

Values that live in a thread's state are `TypedDict`s of JSON shapes (ISO 8601 strings in UTC for
instants, IANA names for zones): state survives a renamed class. Values that only pass between
functions are frozen dataclasses.
"""
