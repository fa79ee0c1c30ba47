"""The CRM in memory has a function for each of the SQL's, with the same arguments."""

import re
from inspect import signature
from pathlib import Path

from simulator.crm.model import FUNCTIONS

ROOT = Path(__file__).parent.parent.parent
CALLED = re.compile(r'self\._(?:now|call)\(\s*"(\w+)"')
CREATED = re.compile(r"create function public\.(\w+)\s*\(([^)]*)\)", re.DOTALL)
PARAMETER = re.compile(r"\bp_(\w+)")


def called() -> set[str]:
    """What the CRM port needs; the ledger is a port of its own."""
    adapters = [file for file in (ROOT / "tools/crm").glob("*.py") if file.name != "ledger.py"]
    return {name for file in adapters for name in CALLED.findall(file.read_text("utf-8"))}


def created() -> dict[str, set[str]]:
    """The SQL's functions with their parameters."""
    files = sorted((ROOT / "supabase/migrations").glob("*.sql"))
    text = "".join(file.read_text("utf-8") for file in files)
    return {name: set(PARAMETER.findall(given)) for name, given in CREATED.findall(text)}


def test_every_function_of_the_port_is_there() -> None:
    assert called() - FUNCTIONS.keys() == set()


def test_each_function_takes_what_the_one_in_sql_takes() -> None:
    sql = created()
    ours = {name: set(signature(each).parameters) - {"t"} for name, (each, _) in FUNCTIONS.items()}

    assert ours == {name: sql[name] for name in ours}
