"""Log lines a person can read: the event, then its facts."""

import logging

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
QUIET = ("psycopg.pool", "procrastinate")  # their INFO tells every connection and every job


class Facts(logging.Formatter):
    """Adds what a call gave as `extra`: ids and counts, never contents."""

    def format(self, record: logging.LogRecord) -> str:
        facts = [f"{name}={value}" for name, value in vars(record).items() if name not in PLAIN]
        first, *rest = super().format(record).split("\n", 1)
        return "\n".join([" ".join([first, *facts]), *rest])


def log_to_terminal(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Facts(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
