"""Which addresses may leave in a quoted passage."""

import pytest

from tools.links import without_foreign_links

OURS = ["shop.example"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Pay at https://evil.example/pay now", "Pay at now"),
        ("See [our prices](https://evil.example/x).", "See our prices."),
        ("www.evil.example is not us", "is not us"),
        ("evil.example/pay", ""),
        ("https://shop.example.evil.example/a", ""),
        ("https://shop.example@evil.example/a", ""),
        ("ftp://evil.example/file", ""),
        ("Open 9-17, 30 €/month", "Open 9-17, 30 €/month"),
        ("https://shop.example/prices", "https://shop.example/prices"),
        ("See [prices](https://SHOP.example/p)", "See [prices](https://SHOP.example/p)"),
    ],
)
def test_only_hosts_of_the_list_stay(text: str, left: str) -> None:
    assert without_foreign_links(text, allowed=OURS) == left
