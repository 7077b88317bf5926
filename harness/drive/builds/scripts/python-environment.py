"""Makes a virtual environment that holds exactly what a lock names, each by its hash.

By uv where a path of one is given, else, or where that one fails, by pip. Both leave
the same: an environment of Python's own making, without pip, its modules compiled.
A program because builds start it; which uv there is, and when to build, is theirs.
Needs Python 3.11 and nothing beside its standard library.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import venv
from importlib.util import find_spec
from pathlib import Path

NO_UV = "none"
# The lock alone decides what is installed, and nothing of it runs while it is.
LOCKED = ("--require-hashes", "--only-binary", ":all:")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python-environment", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--into", type=Path, required=True, metavar="DIR")
    parser.add_argument("--lock", type=Path, required=True, metavar="FILE")
    parser.add_argument("--uv", default=NO_UV, metavar="PATH", help=f"or {NO_UV}")
    given = parser.parse_args()
    into, lock, uv = given.into.absolute(), given.lock, given.uv
    if not lock.is_file():
        parser.error(f"--lock: received {lock}; expected a file of requirements")

    without_uv = "no uv was given"
    if uv != NO_UV:
        problem = install_with_uv(uv, make_environment(into), lock)
        if problem is None:
            return 0
        without_uv = f"{uv} {problem}"
        say(f"{without_uv}; trying pip")
    problem = install_with_pip(make_environment(into), lock)
    if problem is None:
        return 0
    say(f"{lock.name} cannot be installed: {without_uv}; {problem}")
    return 1


def make_environment(into: Path) -> Path:
    """An empty one, whatever was there before. Returns its interpreter."""
    venv.EnvBuilder(clear=True, symlinks=True).create(into)
    return into / "bin" / "python"


def install_with_uv(uv: str, python: Path, lock: Path) -> str | None:
    """Returns why it failed, or None."""
    # Neither another Python nor the settings of a project around it may interfere.
    command = [uv, "pip", "sync", "--no-config", "--quiet", "--python", str(python)]
    command += [*LOCKED, "--compile-bytecode", str(lock)]
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    # What is named by its hash is as good from uv's cache as from its index, and does
    # not need the network. That it is not there yet is no news for the log.
    cached = [*command, "--offline"]
    if attempt(cached, environment, output=subprocess.DEVNULL) is None:
        return None
    return attempt(command, environment)


def install_with_pip(python: Path, lock: Path) -> str | None:
    """Returns why it failed, or None."""
    pip = pip_for(python)
    if pip is None:
        return "this Python has no pip (install python3-venv, or uv)"
    options = ["--no-input", "--disable-pip-version-check", "--quiet", "--no-deps"]
    command = [*pip, "install", *options, *LOCKED, "-r", str(lock)]
    problem = attempt(command, dict(os.environ))
    return None if problem is None else f"pip {problem}"


def pip_for(python: Path) -> list[str] | None:
    """The command of a pip that installs for `python`, without installing a pip there.

    That takes twice as long as all the rest.
    """
    bundled = bundled_pip()
    if bundled is not None:
        # -I: what the user's PYTHONPATH holds is not in the environment.
        return [str(python), "-I", str(bundled / "pip")]
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", str(python)]
    return None


def bundled_pip() -> Path | None:
    """The wheel from which ensurepip would install pip: Linux's own, or Python's."""
    folders = []
    packaged = sysconfig.get_config_var("WHEEL_PKG_DIR")
    if packaged:
        folders.append(Path(packaged))
    ensurepip = find_spec("ensurepip")
    if ensurepip is not None and ensurepip.origin is not None:
        folders.append(Path(ensurepip.origin).parent / "_bundled")
    for folder in folders:
        wheels = sorted(folder.glob("pip-*.whl"))
        if wheels:
            return wheels[-1]
    return None


def attempt(
    command: list[str], environment: dict[str, str], output: int | None = None
) -> str | None:
    """Runs a command. Returns why it failed, or None."""
    try:
        ended = subprocess.run(
            command, check=False, env=environment, stdout=output, stderr=output
        )
    except OSError as error:
        return f"cannot be started ({error.strerror})"
    return None if ended.returncode == 0 else f"ended with code {ended.returncode}"


def say(sentence: str) -> None:
    print(f"python-environment: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
