"""langchain-openai's chat model, raising our errors instead of the SDK's."""

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
            return await super()._agenerate(messages, stop, run_manager, **kwargs)
        except openai.APIStatusError as error:
            raise _refused(error.status_code) from error
        except openai.OpenAIError as error:
            raise Unavailable(f"The model: {type(error).__name__}") from error
        # What a compatible server answers is not always an answer: the base class reads it blindly.
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise Unavailable("The model's answer cannot be read") from error


def _refused(status: int) -> Rejected | Unavailable:
    if status in LATER or status >= 500:
        return Unavailable(f"The model answered {status}")
    reason: Reason = "token" if status in DENIED else "invalid"
    return Rejected(f"The model answered {status}", reason=reason)
