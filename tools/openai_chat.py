"""langchain-openai's chat model, raising our errors instead of the SDK's."""

from collections.abc import Mapping
from typing import Any

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI

from tools.errors import Reason, Rejected, Unavailable

DENIED = frozenset({401, 403})
LATER = frozenset({408, 409, 429})


class OpenAIChat(ChatOpenAI):
    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # as the base class passes them on
    ) -> ChatResult:
        try:
            answer = await super()._agenerate(messages, stop, run_manager, **kwargs)
        except openai.APIStatusError as error:
            raise _refused(error) from error
        except openai.OpenAIError as error:
            # By name: the SDK has chosen its HTTP library before, and may again.
            unsent = type(error.__cause__).__name__ == "ConnectError"
            raise Unavailable(f"The model: {type(error).__name__}", unsure=not unsent) from error
        # What a compatible server answers is not always an answer: the base class reads it blindly.
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise Unavailable("The model's answer cannot be read", unsure=True) from error
        if not answer.generations:
            raise Unavailable("The model's answer is empty", unsure=True)
        return answer


def _refused(error: openai.APIStatusError) -> Rejected | Unavailable:
    status = error.status_code
    if status in LATER or status >= 500:
        pause = _pause(error.response.headers)
        return Unavailable(f"The model answered {status}", retry_after=pause)
    reason: Reason = "token" if status in DENIED else "invalid"
    return Rejected(f"The model answered {status}", reason=reason)


def _pause(headers: Mapping[str, str]) -> float | None:
    """Seconds, where the server names them; a date is left aside, its clock may not be ours."""
    try:
        return max(float(headers["retry-after"]), 0)
    except (KeyError, ValueError):
        return None
