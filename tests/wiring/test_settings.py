"""Settings come from the environment and `.env`, and a bad one is named with its mend."""

from pathlib import Path

import pytest

from domain.errors import Misconfigured
from wiring.settings import Settings, read_settings

VARIABLES = sorted((field.alias or name).upper() for name, field in Settings.model_fields.items())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and none of the variables set."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_without_any_variable_the_defaults_are_private_and_local() -> None:
    settings = read_settings()
    assert settings.host == "127.0.0.1"
    assert settings.auth == "off"
    assert settings.enable_training_data_collection is False
    assert settings.secret is None
    assert settings.config_dir.is_dir()


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("ENABLE_TRAINING_DATA_COLLECTION", "true", "enable_training_data_collection", True),
        ("TRAINING_DATA_DIR", "logs", "training_data_dir", Path("logs")),
        ("SLM_IMPL", "rules", "slm_impl", "rules"),
        ("ENABLE_PERSONALIZATION", "false", "enable_personalization", False),
        ("LEAFLOOP_HOST", "::1", "host", "::1"),
        ("LEAFLOOP_HOST", "localhost", "host", "localhost"),
        ("LEAFLOOP_PORT", "0", "port", 0),
        ("LEAFLOOP_AUTH", "off", "auth", "off"),
        ("LEAFLOOP_SECRET", "sixteen-or-more-", "secret", "sixteen-or-more-"),
        ("LEAFLOOP_DATA_DIR", "elsewhere", "data_dir", Path("elsewhere")),
        ("LEAFLOOP_CONFIG_DIR", "rules", "config_dir", Path("rules")),
        ("LEAFLOOP_WEB_DIR", "built", "web_dir", Path("built")),
        ("LEAFLOOP_SAMPLES", "off", "samples", False),
        ("LEAFLOOP_LOG_FILE", "logs/app.log", "log_file", Path("logs/app.log")),
        ("LEAFLOOP_LOG_FORMAT", "json", "log_format", "json"),
    ],
)
def test_each_variable_sets_its_field(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, field: str, value: object
) -> None:
    monkeypatch.setenv(variable, text)
    assert getattr(read_settings(), field) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("ENABLE_TRAINING_DATA_COLLECTION", "perhaps"),
        ("SLM_IMPL", "oracle"),
        ("ENABLE_PERSONALIZATION", "perhaps"),
        ("LEAFLOOP_HOST", "0.0.0.0"),
        ("LEAFLOOP_HOST", "example.org"),
        ("LEAFLOOP_PORT", "65536"),
        ("LEAFLOOP_PORT", "http"),
        ("LEAFLOOP_AUTH", "on"),
        ("LEAFLOOP_SECRET", "short"),
        ("LEAFLOOP_SAMPLES", "perhaps"),
        ("LEAFLOOP_LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(Misconfigured, match=f"^{variable}: "):
        read_settings()


def test_every_bad_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLOOP_PORT", "http")
    monkeypatch.setenv("SLM_IMPL", "oracle")
    with pytest.raises(Misconfigured, match=r"SLM_IMPL: .*; LEAFLOOP_PORT: "):
        read_settings()


def test_a_refused_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLOOP_SECRET", "hush-hush")
    with pytest.raises(Misconfigured) as refused:
        read_settings()
    assert "hush-hush" not in refused.value.detail


def test_only_a_loopback_address_is_served_while_auth_is_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEAFLOOP_HOST", "192.168.0.4")
    with pytest.raises(Misconfigured, match="loopback"):
        read_settings()


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEAFLOOP_PORT", "")
    assert read_settings().port == 8000


def test_an_env_file_is_read_from_the_working_directory(home: Path) -> None:
    (home / ".env").write_text("LEAFLOOP_PORT=8123\nSOMETHING_ELSE=1\n", encoding="utf-8")
    assert read_settings().port == 8123


def test_the_environment_wins_over_the_env_file_and_a_caller_over_both(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".env").write_text("LEAFLOOP_PORT=8123\n", encoding="utf-8")
    monkeypatch.setenv("LEAFLOOP_PORT", "8456")
    assert read_settings().port == 8456
    assert read_settings(port=8789).port == 8789
