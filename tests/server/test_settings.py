"""Settings: listed, harmless by default, and never shown in a complaint."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.settings import ENV_FILE, Settings, SettingsError, env_names, read_settings

EXAMPLE = ENV_FILE.with_name(".env.example")


@pytest.fixture(autouse=True)
def untouched_environment() -> Iterator[None]:
    before = dict(os.environ)
    for name in env_names().values():
        os.environ.pop(name, None)
    yield
    os.environ.clear()
    os.environ.update(before)


def written(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / ".env"
    file.write_text(text)
    return read_settings(file)


def test_the_example_lists_every_setting_and_no_other() -> None:
    lines = EXAMPLE.read_text().splitlines()

    listed = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]

    assert listed == list(env_names().values())


def test_the_example_shows_the_defaults() -> None:
    assert read_settings(EXAMPLE) == read_settings(None)


def test_every_line_of_the_example_is_explained_by_the_line_above() -> None:
    lines = EXAMPLE.read_text().splitlines()

    for above, line in itertools.pairwise(lines):
        if line and not line.startswith("#"):
            assert above.startswith("# ")


def test_nothing_set_works_on_a_laptop() -> None:
    settings = read_settings(None)

    assert settings.base_url == "http://127.0.0.1:2024"
    assert settings.data_home.is_absolute()
    assert settings.allowed_origins == ()


def test_an_empty_line_means_not_set(tmp_path: Path) -> None:
    settings = written(tmp_path, "OPENAI_API_KEY=\nPIPEWISE_PORT=\nUNKNOWN=1\n")

    assert settings.openai_api_key is None
    assert settings.port == 2024


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    os.environ["PIPEWISE_PORT"] = "3000"

    assert written(tmp_path, "PIPEWISE_PORT=4000\n").port == 3000


def test_a_price_is_in_out_and_cached(tmp_path: Path) -> None:
    line = "PIPEWISE_MODEL_PRICE=0.15, 0.60 0.075\n"

    assert written(tmp_path, line).model_price == (0.15, 0.6, 0.075)


@pytest.mark.parametrize("price", ["0.15", "1 2 3 4", "-1 2", "cheap dear", "nan 1", "inf 1"])
def test_a_price_that_is_none_is_refused(tmp_path: Path, price: str) -> None:
    with pytest.raises(SettingsError, match="PIPEWISE_MODEL_PRICE"):
        written(tmp_path, f"PIPEWISE_MODEL_PRICE={price}\n")


def test_a_budget_in_dollars_needs_a_price(tmp_path: Path) -> None:
    budget = "PIPEWISE_MODEL_DOLLARS_PER_LEAD=0.05\n"

    with pytest.raises(SettingsError, match=r"DOLLARS_PER_LEAD.*MODEL_PRICE"):
        written(tmp_path, budget)
    assert written(tmp_path, f"PIPEWISE_MODEL_PRICE=1 2\n{budget}").model_dollars_per_lead == 0.05


def test_the_public_address_is_where_links_point(tmp_path: Path) -> None:
    settings = written(tmp_path, "PIPEWISE_PUBLIC_URL=https://pipewise.example/\n")

    assert settings.base_url == "https://pipewise.example"
    assert settings.loopback_url == "http://127.0.0.1:2024"


def test_origins_are_listed_with_commas(tmp_path: Path) -> None:
    settings = written(
        tmp_path, "PIPEWISE_ALLOWED_ORIGINS=https://smith.langchain.com, http://Localhost:5173\n"
    )

    assert settings.allowed_origins == ("https://smith.langchain.com", "http://localhost:5173")


@pytest.mark.parametrize("origins", ["*", "https://*.example.com", "https://a.example/x", "a"])
def test_an_origin_that_is_none_is_refused(tmp_path: Path, origins: str) -> None:
    with pytest.raises(SettingsError, match="PIPEWISE_ALLOWED_ORIGINS: "):
        written(tmp_path, f"PIPEWISE_ALLOWED_ORIGINS={origins}\n")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com", "10.0.0.1"])  # noqa: S104 - refused here
def test_listening_elsewhere_without_sign_in_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="PIPEWISE_HOST: there is no sign-in yet"):
        written(tmp_path, f"PIPEWISE_HOST={host}\n")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_listening_on_this_machine_is_allowed(tmp_path: Path, host: str) -> None:
    assert written(tmp_path, f"PIPEWISE_HOST={host}\n").host == host


def test_a_loopback_address_of_six_is_written_in_brackets(tmp_path: Path) -> None:
    assert written(tmp_path, "PIPEWISE_HOST=::1\n").base_url == "http://[::1]:2024"


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=20, max_size=40))
def test_a_complaint_never_shows_what_was_typed(secret: str) -> None:
    os.environ["PIPEWISE_PORT"] = f"x{secret}"
    os.environ["OPENAI_API_KEY"] = f"k{secret}"

    with pytest.raises(SettingsError) as complaint:
        read_settings(None)

    assert "PIPEWISE_PORT: " in str(complaint.value)
    assert secret not in str(complaint.value)
    assert complaint.value.__cause__ is None


def test_a_secret_is_hidden_where_settings_are_printed(tmp_path: Path) -> None:
    settings = written(tmp_path, "DATABASE_URL=postgresql://u:hunter2@localhost/x\n")

    assert "hunter2" not in repr(settings)


def test_settings_do_not_change_while_we_run() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings(None).port = 1
