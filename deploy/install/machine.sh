# shellcheck shell=bash
# Sourced by install.sh: what a release needs around it. Each function leaves alone what is as it
# should be. With --root nothing but files beneath that folder is touched.

install_packages() {
  [ -z "$root" ] || return 0
  local package packages=(ca-certificates curl openssl) missing=()
  [ "$database" != postgresql ] || packages+=(postgresql)
  ! is_for_proxies_alone || packages+=(nftables)
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -Wf '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] ||
      missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing from Debian: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  local log
  log=$(apt-get install -y -q --no-install-recommends "${missing[@]}" 2>&1) ||
    die "apt-get cannot install them: $log"
}

# Nobody can log in as this user, which owns nothing but what the server writes.
make_user() {
  if [ -n "$root" ]; then
    install -d "$root/etc/workspace" "$root/var/backups/workspace"
    return
  fi
  getent passwd workspace > /dev/null || {
    say 'making the system user workspace'
    useradd --system --user-group --home-dir /var/lib/workspace --no-create-home \
      --shell /usr/sbin/nologin --comment 'Workspace team chat' workspace
  }
  install -d -o root -g workspace -m 0750 /etc/workspace
  install -d -o workspace -g workspace -m 0700 /var/lib/workspace /var/backups/workspace
}

# Sets `database_port`, and makes the role and the database where they are not there.
make_database() {
  database_port=5432
  [ -z "$root" ] && [ "$database" = postgresql ] || return 0
  as_postgres pg_isready -q || service postgresql start > /dev/null || true
  as_postgres pg_isready -q || die 'PostgreSQL does not answer; "pg_lsclusters" shows its log file'
  database_port=$(as_postgres psql -XAtc 'show port')
  has_row "from pg_roles where rolname = 'workspace'" || {
    say 'making the role and the database workspace'
    as_postgres createuser workspace
  }
  has_row "from pg_database where datname = 'workspace'" ||
    as_postgres createdb --owner workspace --encoding UTF8 --locale C.UTF-8 --template template0 workspace
}

has_row() {
  [ "$(as_postgres psql -XAtc "select 1 $1")" = 1 ]
}

as_postgres() {
  (cd / && runuser -u postgres -- "$@")
}
