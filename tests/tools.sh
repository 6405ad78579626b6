# Tools that the stages need; sourced by tests/run. Each function leaves a tool that is there alone.

# A Rust tool chain with rustfmt and clippy.
need_rust() {
  have cargo && return
  say "installing Rust from Debian's packages"
  need_debian rustc cargo
}

# Node 20 or later, with npm.
need_node() {
  have node && have npm && return
  say "installing Node from Debian's packages"
  need_debian nodejs npm
}

# need_debian PACKAGE…: Debian packages, as root or through sudo.
need_debian() {
  local missing=()
  for package in "$@"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ "${#missing[@]}" -eq 0 ] && return
  say "installing ${missing[*]} from Debian's packages"
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo="sudo"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The virtual environment of the Python tests, outside the tree's sources.
venv() {
  VENV="${MILEPOST_VENV:-$PWD/.venv}"
  if [ ! -x "$VENV/bin/python" ]; then
    say "making a virtual environment in $VENV"
    if ! python3 -m venv "$VENV" 2>/dev/null; then
      need_debian python3-venv
      python3 -m venv "$VENV"
    fi
  fi
}

need_rust
