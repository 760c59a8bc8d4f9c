#!/bin/sh
set -e

profile=/etc/apparmor.d/workspace
if [ "$1" = remove ] && [ -f "$profile" ]; then
  if apparmor_status --enabled > /dev/null 2>&1 && ! { [ -x /usr/bin/ischroot ] && ischroot; }; then
    apparmor_parser --remove "$profile" || true
  fi
  rm -f "$profile"
fi

# A server of Workspace on this machine has its own files in the same folder.
if [ "$1" = purge ]; then
  rm -f /etc/workspace/connection.json
  [ ! -d /etc/workspace ] || rmdir --ignore-fail-on-non-empty /etc/workspace
fi
