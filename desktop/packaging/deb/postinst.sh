#!/bin/sh
set -e

# Chromium's sandbox needs namespaces that an ordinary user may make, or else this helper. Root may
# make them on every kernel, so the test is made as nobody. It maps a user and makes a network, since
# Ubuntu lets any program make a user namespace and then do nothing in it.
helper=/opt/Workspace/chrome-sandbox
if setpriv --reuid=65534 --regid=65534 --clear-groups \
  unshare --user --map-root-user --net true 2> /dev/null; then
  chmod 0755 "$helper"
else
  chmod 4755 "$helper"
fi

# Ubuntu 24.04 and later let only those programs make namespaces that have a profile. AppArmor before
# version 4 cannot read it, and does not need it.
source=/opt/Workspace/resources/apparmor-profile
profile=/etc/apparmor.d/workspace
if apparmor_status --enabled > /dev/null 2>&1 \
  && apparmor_parser --skip-kernel-load --debug "$source" > /dev/null 2>&1; then
  cp "$source" "$profile"
  # In the folder of an image that is being made, the kernel is not the image's.
  if ! { [ -x /usr/bin/ischroot ] && ischroot; }; then
    apparmor_parser --replace --write-cache --skip-read-cache "$profile" \
      || echo "workspace: AppArmor has not loaded $profile"
  fi
fi
