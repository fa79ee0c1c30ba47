"""Set before anything imports langgraph: what a checkpoint may be made of."""

import os

# LangGraph reads this once, at its import: without it a stored checkpoint may name any class of
# any module, which is then imported and called.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
