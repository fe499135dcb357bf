# Starts a PostgreSQL server for the tests and sets TEST_POSTGRESQL_URL. Sourced by .ci/run.
pg_bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
pg_dir=$(mktemp -d)
chown postgres "$pg_dir"
pg_port=54329
as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
as_postgres "$pg_bin/initdb" -D "$pg_dir/data" -A trust -U ward >/dev/null
as_postgres "$pg_bin/pg_ctl" -D "$pg_dir/data" -w -l "$pg_dir/log" \
  -o "-p $pg_port -k $pg_dir -c listen_addresses=127.0.0.1" start >/dev/null
as_postgres "$pg_bin/createdb" -h 127.0.0.1 -p "$pg_port" -U ward ward
trap 'as_postgres "$pg_bin/pg_ctl" -D "$pg_dir/data" -m immediate stop >/dev/null' EXIT
export TEST_POSTGRESQL_URL="postgresql://ward@127.0.0.1:$pg_port/ward"
