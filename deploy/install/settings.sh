# shellcheck shell=bash
# Sourced by install.sh: the settings, which are the administrator's once they are written.

readonly SETTINGS=/etc/workspace/workspace.env
# The server comes through the Unix socket as the user that it is, so there is no password to keep.
readonly LOCAL_DATABASE='postgres://workspace@%2Frun%2Fpostgresql'

# Once there are settings, they say which database it is, and not the options.
choose_database() {
  if [ ! -e "$root$SETTINGS" ]; then
    [ -z "$database_url" ] || database=elsewhere
    return 0
  fi
  database=$(setting DATABASE_URL)
  [ -z "$database_url" ] || [ "$database_url" = "$database" ] ||
    die "$SETTINGS names another database: change DATABASE_URL there, see that \"workspace database\" likes it, and restart the server"
  case $database in
    '') database=embedded ;;
    "$LOCAL_DATABASE"*) database=postgresql ;;
    *) database=elsewhere ;;
  esac
}

# Whether the server could run on the database that was named, by its own code and as its own user.
check_database() {
  [ "$database" = elsewhere ] && [ ! -e "$root$SETTINGS" ] || return 0
  say 'connecting to the database'
  local as_workspace=()
  [ -n "$root" ] || as_workspace=(setpriv --reuid=workspace --regid=workspace --init-groups)
  (cd / && DATABASE_URL=$database_url "${as_workspace[@]}" \
    "$release/node_modules/.bin/node" "$release/api/admin/main.ts" database) ||
    die 'Workspace cannot run on this database; no setting was written'
}

setting() {
  sed -n "s/^$1=//p" "$root$SETTINGS" | tail -n 1
}

# All that can be set, with its explanation, of which a few lines are set.
make_settings() {
  if [ -e "$root$SETTINGS" ]; then
    tell_new_settings
    return
  fi
  say "writing $SETTINGS"
  local draft
  draft=$(mktemp "$root$SETTINGS.XXXXXX")
  {
    echo '# Read by systemd and by the command workspace. After a change: systemctl restart workspace'
    echo
    # The explanations, from the first setting on.
    sed '1,/^$/d' "$source_folder/.env.example"
  } > "$draft"
  set_value HOST "$host" "$draft"
  set_value PORT "$port" "$draft"
  set_value DATA_DIR /var/lib/workspace/data "$draft"
  set_value WEB_CLIENT "$web_client" "$draft"
  case $database in
    postgresql) set_value DATABASE_URL "$LOCAL_DATABASE:$database_port/workspace" "$draft" ;;
    elsewhere) set_value DATABASE_URL "$database_url" "$draft" ;;
  esac
  [ -z "$trusted_proxies" ] || set_value TRUSTED_PROXIES "$trusted_proxies" "$draft"
  chmod 0640 "$draft"
  [ -n "$root" ] || chown root:workspace "$draft"
  mv "$draft" "$root$SETTINGS"
}

# No program is called with the value, since lists of processes would show it.
set_value() {
  local line lines=''
  while IFS= read -r line; do
    [[ $line != "#$1="* ]] || line=$1=$2
    lines+=$line$'\n'
  done < "$3"
  printf %s "$lines" > "$3"
  grep -q "^$1=" "$3" || die ".env.example does not know $1"
}

tell_new_settings() {
  local name
  while read -r name; do
    grep -q "^#\?$name=" "$root$SETTINGS" || note "new setting, which has a default: $name (see .env.example)"
  done < <(sed -n 's/^#\([A-Z0-9_]*\)=.*/\1/p' "$source_folder/.env.example")
}
