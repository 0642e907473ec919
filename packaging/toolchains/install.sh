#!/usr/bin/env bash
# Installs what the tests of copied code compile and run it with: Mono from Debian, everything else into build/toolchains.
# Quick when all is there.  CI calls it before the tests; a person may, and is told what is missing otherwise.
set -eu
cd "$(dirname "$0")"
home=../../build/toolchains
wanted=$(cat package-lock.json requirements.lock | sha256sum)

missing=
for program in mcs mono node npm java javac curl; do
  command -v "$program" > /dev/null || missing="$missing $program"
done
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  echo "Installing system packages for:$missing" >&2
  packages="mono-mcs mono-runtime libmono-system-net-http4.0-cil"
  case "$missing" in *java*) packages="$packages openjdk-17-jdk-headless" ;; esac
  case "$missing" in *node* | *npm*) packages="$packages nodejs npm" ;; esac
  case "$missing" in *curl*) packages="$packages curl" ;; esac
  apt-get update > /dev/null
  # shellcheck disable=SC2086 # a list
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages > /dev/null
elif [ -n "$missing" ]; then
  echo "Missing:$missing. Tests that need them are skipped." >&2
fi

if [ "$(cat "$home/installed.txt" 2> /dev/null)" != "$wanted" ]; then
  # Made beside the old one and put in its place at once: a test run may be using that.
  new=$home.new
  rm -rf "$new"
  mkdir -p "$new"
  cp package.json package-lock.json "$new"
  (cd "$new" && npm ci --silent --ignore-scripts --no-audit --no-fund)
  "${PYTHON:-python3}" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --require-hashes --target "$new/python" -r requirements.lock
  echo "$wanted" > "$new/installed.txt"
  rm -rf "$home.old"
  if [ -e "$home" ]; then mv "$home" "$home.old"; fi
  mv "$new" "$home"
  rm -rf "$home.old"
fi
