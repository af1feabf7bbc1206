#!/bin/sh
# Makes the virtual environment from the lock file and says what it is doing. Called by make.
set -eu
venv=$1
uv_version=$2

python=$(command -v python3.11 || command -v python3 || true)
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then
  echo "Sitdown needs Python 3.11. On Debian 12: apt-get install python3 python3-venv" >&2
  exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  echo "Python's venv module is missing. On Debian 12: apt-get install python3-venv" >&2
  exit 1
fi

echo "Setting up in $venv, once; this takes one to five minutes and 2.5 GB."
echo "  1/4 virtual environment"
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
echo "  2/4 libraries, as locked in requirements.lock"
"$venv/bin/uv" pip sync --quiet --python "$venv/bin/python" --require-hashes requirements.lock
echo "  3/4 sitdown itself"
"$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
echo "  4/4 compiling, for a fast start"
"$venv/bin/python" -m compileall -q -j 0 "$venv/lib" >/dev/null 2>&1 || true  # some libraries carry files for other Pythons
echo "Set up."
