# shellcheck shell=bash disable=SC2154
# Copies of what an installation holds, and their way back: read by deploy/lsc.

new_folder() {  # DIR
    [[ -n ${1:-} ]] || fail "name a folder"
    mkdir -p "$1"
    [[ -z $(ls -A "$1") ]] || fail "$1 is not empty"
}

# Worker and beat rest meanwhile: what they erase between the two copies would be missed in one.
backup() {  # DIR
    new_folder "${1:-}"
    trap 'docker compose start "${jobs[@]}"' EXIT
    docker compose stop "${jobs[@]}"
    docker compose exec -T postgres pg_dump --username=lsc --format=custom lsc >"$1/database.dump"
    one_off "$migration" tar --create --directory=/srv/lsc/var "${folders[@]}" >"$1/files.tar"
    printf '%s %s\n' "$(setting COMPOSE_PROFILES)" "$(setting LSC_VERSION)" >"$1/made-by"
    (cd "$1" && sha256sum database.dump files.tar made-by >SHA256SUMS)
    say "$1: $(du -sh "$1" | cut -f1). The keys in .env are not in it: keep them elsewhere."
}

restore() {  # DIR
    local made_by
    [[ -e ${1:-}/SHA256SUMS ]] || fail "no backup in ${1:-}"
    (cd "$1" && sha256sum --check --quiet SHA256SUMS) || fail "$1 is damaged"
    made_by="$(setting COMPOSE_PROFILES) $(setting LSC_VERSION)"
    [[ $(<"$1/made-by") == "$made_by" ]] || fail "$1 was made by $(<"$1/made-by"), and here is $made_by"
    docker image inspect "lsc:$(setting LSC_VERSION)" >/dev/null 2>&1 || build
    start_stores
    is_empty || fail "the database is not empty: restore into a new installation"
    docker compose exec -T postgres pg_restore --username=lsc --dbname=lsc --exit-on-error <"$1/database.dump"
    # Extracted by the application's own user, to whom the files then belong.
    one_off "$migration" tar --extract --directory=/srv/lsc/var --no-overwrite-dir <"$1/files.tar"
    manage migrate_safely --roles lsc_app lsc_extranet
    verify || fail "what was restored does not hold: nothing was started"
    up
}

is_empty() {
    [[ -z $(docker compose exec -T postgres psql --username=lsc --no-align --tuples-only \
        --command="SELECT tablename FROM pg_tables WHERE schemaname = 'public'" lsc) ]]
}

verify() { one_off "${jobs[0]}" python manage.py verify_books; }

# --- Back to a moment (deploy/wal.yml) ------------------------------------------------------------

base_backup() {  # DIR
    [[ $(setting COMPOSE_FILE) == *wal.yml* ]] || fail "add deploy/wal.yml to COMPOSE_FILE first"
    new_folder "${1:-}"
    docker compose exec -T postgres pg_basebackup --username=lsc --pgdata=- --format=tar \
        --wal-method=fetch --checkpoint=fast | gzip >"$1/base.tar.gz"
    say "$1: $(du -sh "$1" | cut -f1)"
}

# The database of now is kept beside the base: it comes back where the moment cannot be reached.
recover() {  # DIR MOMENT
    local target line
    [[ -e ${1:-}/base.tar.gz && -n ${2:-} ]] || fail "name a folder of base-backup and a moment"
    [[ ! -e $1/replaced.tar.gz ]] || fail "$1/replaced.tar.gz is there: move it away first"
    target=$(date --date="$2" '+%Y-%m-%d %H:%M:%S.%N%:z') ||
        fail "$2 is not a moment: write it as '2026-11-27 14:03:00+01:00'"
    say "back to $target"
    docker compose stop
    in_database tar --create --gzip . >"$1/replaced.tar.gz"
    lay_out "$1/base.tar.gz"
    in_database sh -ec 'cat >>postgresql.auto.conf; touch recovery.signal' <<END
restore_command = 'cp /wal/%f %p'
recovery_target_time = '$target'
recovery_target_timeline = current
recovery_target_action = promote
END
    docker compose up --detach postgres
    until [[ $(in_running 'SELECT pg_is_in_recovery()' 2>/dev/null) == f ]]; do
        docker compose logs --no-log-prefix postgres | grep --quiet "FATAL:  recovery ended" && not_reached "$1"
        sleep 1
    done
    for line in restore_command recovery_target_{time,timeline,action}; do
        in_running "ALTER SYSTEM RESET $line"
    done
    verify || say "told above is what does not hold: anchors younger than the moment are expected there"
    up
    say "the log goes on from here: take a new base-backup now"
}

not_reached() {  # DIR
    docker compose logs --tail 20 postgres >&2
    docker compose rm --stop --force postgres
    lay_out "$1/replaced.tar.gz"
    rm "$1/replaced.tar.gz"
    up
    fail "that moment cannot be reached, or nothing changed after it: the database is as it was"
}

lay_out() { in_database sh -ec 'find . -mindepth 1 -delete; tar --extract --gzip' <"$1"; }  # ARCHIVE

in_database() {  # COMMAND…
    one_off --entrypoint "" --workdir /var/lib/postgresql/data postgres "$@"
}

in_running() {  # SQL
    docker compose exec -T postgres psql --username=lsc --quiet --no-align --tuples-only --command="$1" lsc
}
