"""Chat models for the scheduler: any OpenAI-compatible endpoint, with errors in our words."""

import httpx
from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr


def chat_model(
    base_url: str | None,
    api_key: SecretStr,
    model: str,
    timeout: float,
    *,
    http: httpx.AsyncClient | None = None,
) -> BaseChatModel:
    """`timeout` is in seconds, for one call; the scheduler bounds the whole turn besides."""
    # Loading the OpenAI SDK takes about a second, which a start without a model need not pay.
    from tools.openai_chat import OpenAIChat  # noqa: PLC0415

    return OpenAIChat(
        base_url=base_url,
        api_key=api_key,
        model=model,
        timeout=timeout,
        max_retries=1,
        # A model's words are never shown, so there is nothing to stream.
        disable_streaming=True,
        http_async_client=http,
    )
