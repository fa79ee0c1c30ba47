"""LangGraph's own hook in a real browser, on our thread API."""

import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.ui


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Message").fill(text)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("main")).to_have_attribute("aria-busy", "false")


async def test_a_lead_books_through_a_page_built_on_the_hook(page: Page) -> None:
    await say(page, "Soy Ana López, ana-ui@example.com. Quiero una demo.")
    await say(page, "la primera")

    await expect(page.locator("output")).to_have_text("booked")
    await expect(page.locator("li[data-role=ai]").last).to_contain_text("reservada")


async def test_a_page_that_is_loaded_again_shows_the_conversation(page: Page) -> None:
    await say(page, "Hola")
    before = await page.locator("li").all_inner_texts()

    await page.reload()

    await expect(page.locator("li")).to_have_count(len(before))
    assert await page.locator("li").all_inner_texts() == before
