"""The README's tour does what it promises, command by command, on a fresh server."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.serving import ROOT, serving

ANYTHING = "…"


def blocks(language: str) -> list[str]:
    """Return the tour's code blocks of one language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = text[text.index("## Five minutes") : text.index("## How it flows")]
    return re.findall(rf"```{language}\n(.*?)```", tour, re.DOTALL)


def steps() -> list[tuple[str, str]]:
    """Return every command of the tour with the output it promises."""
    found: list[tuple[str, str]] = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def promised(output: str) -> re.Pattern[str]:
    """Return a pattern in which the ellipsis stands for anything."""
    return re.compile(".*".join(map(re.escape, output.strip().split(ANYTHING))), re.DOTALL)


def test_every_command_prints_what_the_readme_promises(tmp_path: Path) -> None:
    with serving(tmp_path / "var", LEAFLOOP_SAMPLES="on") as server:
        environment = (
            f"export LEAFLOOP_DATA_DIR={shlex.quote(str(tmp_path / 'var'))}\n"
            f"leafloop() {{ {shlex.quote(sys.executable)} -c "
            "'from api.cli import main; main()' \"$@\"; }\n"
        )
        script = environment + "".join(blocks("sh")) + "exec 2>/dev/null\n"
        for command, _ in steps():
            script += f"{command}\nprintf '\\n\\036'\n"
        script = script.replace("http://127.0.0.1:8000", server.url)
        script = script.replace(".venv/bin/leafloop", "leafloop")
        ran = subprocess.run(
            ["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
    printed = ran.stdout.split("\x1e")
    wrong = [
        f"$ {command}\n{actual.strip()}"
        for (command, output), actual in zip(steps(), printed[:-1], strict=True)
        if not promised(output).fullmatch(actual.strip())
    ]
    assert not wrong, "\n".join(wrong)
