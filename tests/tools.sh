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

# new_venv FOLDER: a virtual environment with pip.
new_venv() {
  have python3 || need_debian python3
  # Debian's Python makes half an environment where python3-venv is missing.
  python3 -c 'import ensurepip' 2>/dev/null || need_debian python3-venv
  python3 -m venv --clear "$1"
}

# The virtual environment of the Python tests, outside the tree's sources.
venv() {
  VENV="${MILEPOST_VENV:-$PWD/.venv}"
  "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && return
  say "making a virtual environment in $VENV"
  new_venv "$VENV"
}

# Java 17 or later, which Spark needs.
need_java() {
  local version=0
  ! have java || version="$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)"
  [ "${version:-0}" -lt 17 ] || return 0
  for version in 17 21 25; do
    if apt-cache show "openjdk-$version-jre-headless" >/dev/null 2>&1; then
      need_debian "openjdk-$version-jre-headless"
      return
    fi
  done
  need_debian default-jre-headless
}

need_rust
