#!/usr/bin/env bash
# Installs or upgrades Workspace on a Debian 12 or 13 machine or container. Run it as root; run it
# again as often as you like: what is as it should be is left alone, settings are never overwritten.
#
#   /opt/workspace/releases/   this version, the one before, and one more; `current` is what runs
#   /etc/workspace/            workspace.env: the settings, made once; access.nft: who may connect, too
#   /var/lib/workspace/        the embedded database, where that is chosen
#   /var/backups/workspace/    the daily backups
#   /etc/systemd/system/       workspace.service, workspace-backup.service and .timer
#   /usr/local/bin/workspace   the administrator's commands
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/install/release.sh
source "$here/install/release.sh"
# shellcheck source=deploy/install/machine.sh
source "$here/install/machine.sh"
# shellcheck source=deploy/install/settings.sh
source "$here/install/settings.sh"
# shellcheck source=deploy/install/access.sh
source "$here/install/access.sh"
# shellcheck source=deploy/install/services.sh
source "$here/install/services.sh"

usage() {
  cat <<'TEXT'
Usage: install.sh [options]

  --from FOLDER|FILE.tar.gz   what to install (default: the checkout that this script lies in)
  --database KIND             postgresql (default; from Debian, on this machine) or embedded
  --database-url URL          PostgreSQL that is there already, such as another server's; it must answer.
                              With - it is read from the terminal or from standard input
  --host ADDRESS              where to listen (default 127.0.0.1; 0.0.0.0 for a proxy elsewhere)
  --port PORT                 (default 4000)
  --trusted-proxies LIST      addresses or CIDR ranges of the reverse proxies; where the server listens
                              to other machines, only these may connect
  --web-client WHO            local (default), on or off: who may use the page in a browser
  --prebuilt                  take node_modules and dist-desktop from the source, download nothing
  --no-start                  install only
  --no-backup                 do not back up before an upgrade
  --root FOLDER               write beneath this folder; leave packages, users and services alone
  --rollback                  run the version before this one again

The settings --database to --web-client are for the first time; later, change
/etc/workspace/workspace.env and run "systemctl restart workspace".
TEXT
}

say() { printf '==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

# A list of processes shows everybody what a program was called with, and to root what is in its
# environment. From there on the URL is in a variable of this shell alone.
hide_database_url() {
  local others=() url=''
  while [ $# -gt 0 ]; do
    if [ "$1" = --database-url ]; then
      url=${2:?$1 needs a value} && shift 2
    else
      others+=("$1") && shift
    fi
  done
  [ -n "$url" ] || return 0
  [ "$url" != - ] || read -rsp 'DATABASE_URL: ' url
  WORKSPACE_DATABASE_URL=$url exec "$here/install.sh" "${others[@]}"
}

read_options() {
  database_url=${WORKSPACE_DATABASE_URL:-}
  unset WORKSPACE_DATABASE_URL
  source_folder=$(dirname "$here")
  from='' database=postgresql host=127.0.0.1 port=4000 trusted_proxies='' web_client=local
  prebuilt=no start=yes backup=yes root='' rollback=no
  passed_on=()
  while [ $# -gt 0 ]; do
    case $1 in
      --from) from=${2:?$1 needs a value} && shift 2 && continue ;;
      --database) database=${2:?$1 needs a value} ;;
      --host) host=${2:?$1 needs a value} ;;
      --port) port=${2:?$1 needs a value} ;;
      --trusted-proxies) trusted_proxies=${2?$1 needs a value} ;;
      --web-client) web_client=${2:?$1 needs a value} ;;
      --root) root=$(realpath -m "${2:?$1 needs a value}") ;;
      --prebuilt) prebuilt=yes ;;
      --no-start) start=no ;;
      --no-backup) backup=no ;;
      --rollback) rollback=yes ;;
      -h | --help) usage && exit ;;
      *) usage >&2 && die "unknown option $1" ;;
    esac
    case $1 in
      --prebuilt | --no-* | --rollback) passed_on+=("$1") && shift ;;
      *) passed_on+=("$1" "$2") && shift 2 ;;
    esac
  done
  [[ $database =~ ^(postgresql|embedded)$ ]] || die '--database is postgresql or embedded'
  [ -z "$database_url" ] || [[ $database_url =~ ^postgres(ql)?://[^[:space:]\'\"\`\\#\$]+$ ]] ||
    die '--database-url is postgres://user:password@host/database, with @ in the password as %40 and the like'
  [ -z "$database_url" ] || [ "$database" = postgresql ] || die '--database-url is not for an embedded database'
  [[ $web_client =~ ^(local|on|off)$ ]] || die '--web-client is local, on or off'
  [[ $port =~ ^[0-9]+$ ]] || die '--port is a number'
  [[ $trusted_proxies =~ ^[0-9A-Fa-f.:/,\ ]*$ ]] || die '--trusted-proxies is a list of addresses or CIDR ranges'
  [ -n "$root" ] || [ "$(id -u)" = 0 ] || die 'run it as root'
}

# A version is installed by its own installer, which knows what it needs.
hand_over() {
  local folder=$from
  if [ -f "$from" ]; then
    folder=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$folder'" EXIT
    tar -xzf "$from" -C "$folder" --no-same-owner
    # Archives have everything in one folder, as a rule.
    [ -e "$folder/package.json" ] || folder=$(echo "$folder"/*)
  fi
  [ -x "$folder/deploy/install.sh" ] || die "$from holds no Workspace with an installer"
  WORKSPACE_DATABASE_URL=$database_url "$folder/deploy/install.sh" "${passed_on[@]}"
}

hide_database_url "$@"
read_options "$@"
if [ -n "$from" ]; then
  hand_over "$from"
  exit
fi
if [ "$rollback" = yes ]; then
  roll_back
  install_units
  restart
  exit
fi

choose_database
install_packages
make_user
make_release
check_database
make_database
make_access
make_settings
back_up_before_upgrade
switch_release
link_command
install_units
start_units
tell_what_next
