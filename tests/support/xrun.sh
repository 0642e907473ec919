#!/usr/bin/env bash
# xrun.sh CMD…: run CMD on a virtual screen of its own, with a window manager; both end with it.
set -u
number=$(mktemp)
Xvfb -displayfd 7 -screen 0 1280x800x24 -nolisten tcp 7>"$number" >/dev/null 2>&1 &
screen=$!
manager=""
trap 'kill $manager $screen 2>/dev/null; wait $screen 2>/dev/null; rm -f "$number"' EXIT
for _ in $(seq 100); do [ -s "$number" ] && break; sleep 0.1; done
[ -s "$number" ] || { echo "Xvfb did not start" >&2; exit 3; }
DISPLAY=:$(cat "$number")
export DISPLAY QT_QPA_PLATFORM=xcb
openbox >/dev/null 2>&1 &
manager=$!
"$@"
