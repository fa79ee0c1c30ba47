"""A workspace's rules of qualification."""

from typing import cast

from tools.crm.functions import Functions
from tools.ports.qualification import Rules


class QualificationFunctions(Functions):
    """Implements `tools.ports.qualification.Qualification`."""

    async def qualification_rules(self, workspace: str) -> Rules | None:
        return cast(Rules | None, await self._call("find_qualification", workspace=workspace))

    async def set_qualification_rules(self, workspace: str, rules: Rules | None) -> None:
        await self._now(
            "set_qualification", workspace=workspace, rules=dict(rules) if rules else None
        )
