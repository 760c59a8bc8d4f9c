#!/bin/sh
set -e

# Of old, administrators changed the addresses in the package's own file. What they changed there
# becomes theirs, where upgrades do not touch it.
packaged=/opt/Workspace/resources/connection.json
own=/etc/workspace/connection.json
if [ "$1" = upgrade ] && [ -f "$packaged" ] && [ ! -e "$own" ]; then
  recorded=$(dpkg-query -W -f='${Conffiles}\n' workspace | sed -n "s|^ *$packaged \([0-9a-f]*\).*|\1|p")
  if [ -n "$recorded" ] && [ "$recorded" != "$(md5sum "$packaged" | cut -d ' ' -f 1)" ]; then
    mkdir -p /etc/workspace
    cp "$packaged" "$own"
    chmod 644 "$own"
    echo "workspace: your changes to $packaged are kept in $own"
  fi
fi
