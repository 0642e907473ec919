#!/usr/bin/env bash
# with_keyring.sh CMD…: run CMD with a real, unlocked Secret Service in a private home; it ends with CMD.
set -u
home=$(mktemp -d)
mkdir -m 700 "$home/run"
trap 'rm -rf "$home"' EXIT
export HOME=$home XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/.local/share XDG_CONFIG_HOME=$home/.config
export WORKBENCH_TEST_KEYRING=1
unset DBUS_SESSION_BUS_ADDRESS
dbus-run-session -- bash -c '
  printf pw > "$HOME/pw"
  gnome-keyring-daemon --foreground --unlock --components=secrets < "$HOME/pw" >/dev/null 2>&1 &
  daemon=$!
  for _ in $(seq 200); do
    gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus -m org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets 2>/dev/null | grep -q true && break
    sleep 0.05
  done
  "$@"; code=$?
  kill $daemon 2>/dev/null; wait $daemon 2>/dev/null
  exit $code' _ "$@"
