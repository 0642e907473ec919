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
  on_bus() { gdbus call --session --timeout 5 -d "$1" -o "$2" -m "$3" "$4" 2>/dev/null; }
  # A daemon now and then aborts as it starts; D-Bus would then start a locked one, which asks on the screen for ever.
  # So one counts as started when it has answered and lives, and else another is tried.
  for _ in 1 2 3 4 5; do
    gnome-keyring-daemon --foreground --unlock --components=secrets < "$HOME/pw" >/dev/null 2>&1 &
    daemon=$!
    for _ in $(seq 200); do
      kill -0 $daemon 2>/dev/null || break
      on_bus org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets | grep -q true && break
      sleep 0.05
    done
    on_bus org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.Secret.Service.ReadAlias default | grep -q collection \
      && kill -0 $daemon 2>/dev/null && ready=1 && break
    kill $daemon 2>/dev/null; wait $daemon 2>/dev/null
  done
  [ -n "${ready-}" ] || { echo "gnome-keyring-daemon did not start" >&2; exit 3; }
  "$@"; code=$?
  kill $daemon 2>/dev/null; wait $daemon 2>/dev/null
  exit $code' _ "$@"
