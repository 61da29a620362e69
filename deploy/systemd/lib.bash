# What install, uninstall and the operator's command share.
# shellcheck shell=bash
PLACE=/opt/lsc
SETTINGS=/etc/lsc
DATA=/var/lib/lsc
BACKUPS=/var/backups/lsc
UNITS=/usr/local/lib/systemd/system
SITES_KNOWN=(backoffice extranet)
declare -A PORTS=([backoffice]=8000 [extranet]=8001)

die() {
    echo "lsc: $*" >&2
    exit 1
}

as_root() { [[ $(id -u) -eq 0 ]] || die "run this as root (sudo)"; }

# Two of these at once would take each other's release away.
one_at_a_time() {
    exec 8>/run/lsc.lock
    flock --nonblock 8 || die "another installation, roll-back or restore is running"
}

current() { basename "$(readlink -f "$PLACE/current")"; }

# The sites that are installed here.
sites() {
    local site
    for site in "${SITES_KNOWN[@]}"; do
        if systemctl --quiet is-enabled "lsc-$site.service" 2>/dev/null; then echo "$site"; fi
    done
}

# Whether PostgreSQL of this machine holds the data, with one system user for each role.
database_is_here() { ! grep --quiet --no-messages '^DATABASE_URL=' "$SETTINGS/app.env"; }

# within RELEASE USER COMMAND…: as a service of its own, with the hardening of all of them.
within() {
    local release=$1 user=$2 secrets=(app.env) terminal=--pipe
    shift 2
    [[ $user != lsc ]] || secrets+=(migrate.env)
    [[ ! -t 0 || ! -t 1 ]] || terminal=--pty
    local given=("--property=Environment=DATABASE_URL=postgres://$user@/lsc")
    local name
    for name in "${secrets[@]}"; do given+=("--property=EnvironmentFile=-$SETTINGS/$name"); done
    [[ $user == lsc ]] || given+=("--property=ReadWritePaths=$DATA")
    systemd-run --quiet --wait --collect "$terminal" --unit="lsc-manage-$$-$RANDOM" \
        --property="User=$user" "${given[@]}" "$PLACE/releases/$release/bin/run" "$@"
}

is_ready() {
    "$PLACE/current/venv/bin/python" - "$1" <<'PYTHON' 2>/dev/null
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/readyz", timeout=10).close()
PYTHON
}

# Until each site says that it is ready; fails after a minute.
wait_ready() {
    local site second
    for site in $(sites); do
        for ((second = 0; ; second++)); do
            ! is_ready "${PORTS[$site]}" || break
            ((second < 60)) || return 1
            sleep 1
        done
    done
}

# serve RELEASE: what runs is that one from now on. A second process of each site takes requests
# from the same socket while the first one restarts. Fails where the release does not start: the
# first ones then still serve what they served.
serve() {
    local site
    ln --symbolic --force --no-dereference "releases/$1" "$PLACE/current.new"
    mv --no-target-directory "$PLACE/current.new" "$PLACE/current"
    for site in $(sites); do
        ! systemctl --quiet is-active "lsc-$site.service" \
            || systemctl restart "lsc-$site-next.service" || return 1
    done
    for site in $(sites); do systemctl restart "lsc-$site.service" || return 1; done
    for site in $(sites); do systemctl stop "lsc-$site-next.service" 2>/dev/null; done
    systemctl restart lsc-worker.service lsc-beat.service || return 1
    systemctl start lsc.target
    wait_ready
}

# From a folder that each user may be in: else each command complains of root's.
as_postgres() { (cd / && runuser --user postgres -- "$@"); }

make_database() {
    as_postgres createdb --owner=lsc --template=template0 --encoding=UTF8 --locale=C.UTF-8 lsc
    as_postgres psql --quiet --dbname=lsc --command='REVOKE CONNECT ON DATABASE lsc FROM PUBLIC' \
        --command='GRANT CONNECT ON DATABASE lsc TO lsc_app, lsc_extranet'
}
