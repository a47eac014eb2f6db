"""Every setting, read from the environment and `.env`, validated once at start."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import Misconfigured
from wiring.shipped import shipped


def _loopback(host: str) -> str:
    if host != "localhost" and not ip_address(host).is_loopback:
        raise ValueError("with LEAFLOOP_AUTH=off only a loopback address can be served")
    return host


def _catalog(value: str) -> str:
    if value != "embedded" and not value.startswith(("http://", "https://")):
        raise ValueError("give embedded, or an address such as http://127.0.0.1:8080?grpc=50051")
    return value


def _result_cache(value: str) -> str:
    if value not in ("memory", "off") and not value.startswith(("redis://", "rediss://")):
        raise ValueError("give memory, off, or an address such as redis://127.0.0.1:6379")
    return value


class Settings(BaseSettings):
    """What an installation decides; each field is one environment variable."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    enable_training_data_collection: Annotated[
        bool, Field(description="Log consented picks for fine-tuning.")
    ] = False
    training_data_dir: Annotated[
        Path, Field(description="Where the training logs are written.")
    ] = Path("data/training")
    slm_impl: Annotated[
        Literal["rules", "ollama", "vllm"],
        Field(description="What reads vague requests; vllm is any OpenAI-compatible server."),
    ] = "rules"
    slm_seconds: Annotated[
        float, Field(alias="LEAFLOOP_SLM_SECONDS", gt=0, description="Longest wait for a model.")
    ] = 5.0
    ollama_host: Annotated[str, Field(description="Where Ollama answers.")] = (
        "http://127.0.0.1:11434"
    )
    ollama_model_name: Annotated[str, Field(description="Which of its models is asked.")] = (
        "qwen2.5:3b"
    )
    vllm_base_url: Annotated[str, Field(description="Where the OpenAI-compatible API answers.")] = (
        "http://127.0.0.1:8001/v1"
    )
    vllm_model_name: Annotated[str, Field(description="Which of its models is asked.")] = (
        "Qwen/Qwen2.5-3B-Instruct"
    )
    vllm_api_key: Annotated[
        str | None, Field(description="Its key, if it wants one.", repr=False)
    ] = None
    enable_personalization: Annotated[
        bool, Field(description="Re-rank by what was learned; false gives the neutral order.")
    ] = True

    host: Annotated[
        Annotated[str, AfterValidator(_loopback)],
        Field(alias="LEAFLOOP_HOST", description="Address to bind; loopback while auth is off."),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(alias="LEAFLOOP_PORT", ge=0, le=65535, description="Port to bind; 0 picks one.")
    ] = 8000
    auth: Annotated[Literal["off"], Field(alias="LEAFLOOP_AUTH", description="Who may call.")] = (
        "off"
    )
    secret: Annotated[
        str | None,
        Field(
            alias="LEAFLOOP_SECRET",
            min_length=16,
            description="Keys the pseudonyms; unset, it is made once in the data directory.",
        ),
    ] = None
    data_dir: Annotated[
        Path, Field(alias="LEAFLOOP_DATA_DIR", description="Holds every embedded store.")
    ] = Path("var")
    graph: Annotated[
        str,
        Field(
            alias="LEAFLOOP_GRAPH",
            pattern=r"^(sqlite|(bolt|neo4j)(\+s|\+ssc)?://.+)$",
            repr=False,
            description="Knowledge graph: sqlite, or bolt://user:password@host:7687 for Neo4j.",
        ),
    ] = "sqlite"
    catalog: Annotated[
        Annotated[str, AfterValidator(_catalog)],
        Field(
            alias="LEAFLOOP_CATALOG",
            repr=False,
            description="Catalogue: embedded, or http://:key@host:8080?grpc=50051 for Weaviate.",
        ),
    ] = "embedded"
    cache: Annotated[
        Annotated[str, AfterValidator(_result_cache)],
        Field(
            alias="LEAFLOOP_CACHE",
            repr=False,
            description="Result cache: memory, off, or redis://user:password@host:6379 for Redis.",
        ),
    ] = "memory"
    config_dir: Annotated[
        Path,
        Field(
            alias="LEAFLOOP_CONFIG_DIR",
            description="YAML rules, re-read when they change.",
            default_factory=lambda: shipped("config"),
        ),
    ]
    web_dir: Annotated[
        Path,
        Field(
            alias="LEAFLOOP_WEB_DIR",
            description="The built web app, read at start; without one / leads to /docs.",
            default_factory=lambda: shipped("web/dist"),
        ),
    ]
    samples: Annotated[
        bool,
        Field(alias="LEAFLOOP_SAMPLES", description="Whether an empty catalogue gets samples."),
    ] = True
    log_file: Annotated[
        Path | None, Field(alias="LEAFLOOP_LOG_FILE", description="Also write logs to this file.")
    ] = None
    access_log: Annotated[
        bool, Field(alias="LEAFLOOP_ACCESS_LOG", description="Log a line for every request.")
    ] = False
    log_format: Annotated[
        Literal["console", "json"], Field(alias="LEAFLOOP_LOG_FORMAT", description="Log layout.")
    ] = "console"


def read_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` win over the environment.

    Raises:
        Misconfigured: A variable has an unusable value; the message names each of them.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        said = [(".".join(map(str, e["loc"])).upper(), e["msg"]) for e in error.errors()]
        lines = [f"{name}: {message.removeprefix('Value error, ')}" for name, message in said]
        raise Misconfigured("; ".join(lines)) from error
