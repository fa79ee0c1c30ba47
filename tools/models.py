"""Chat models: any OpenAI-compatible endpoint, with errors in our words."""

import httpx
from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr


def chat_model(
    base_url: str | None,
    api_key: SecretStr,
    model: str,
    timeout: float,
    *,
    longest_answer: int | None = None,
    http: httpx.AsyncClient | None = None,
) -> BaseChatModel:
    """`timeout` is in seconds, for one call; `longest_answer` in tokens.

    Whoever asks bounds the whole turn besides, and knows when a call may be made again.
    """
    # Loading the OpenAI SDK takes about a second, which a start without a model need not pay.
    from tools.openai_chat import OpenAIChat  # noqa: PLC0415

    return OpenAIChat(
        base_url=base_url,
        api_key=api_key,
        model=model,
        timeout=timeout,
        max_completion_tokens=longest_answer,
        max_retries=0,
        # A model's words are never shown as they come, so there is nothing to stream.
        disable_streaming=True,
        http_async_client=http,
    )
