#!/usr/bin/env bash
# Runs once, when the database is empty: the owner of the schema (migrations and grants) and the app user, who gets
# nothing here. The migration step grants the app user what it needs, table by table.
set -euo pipefail
mariadb -uroot -p"$MARIADB_ROOT_PASSWORD" <<SQL
CREATE USER 'boai_owner'@'%' IDENTIFIED BY '$BOAI_OWNER_PASSWORD';
CREATE USER 'boai_app'@'%' IDENTIFIED BY '$BOAI_APP_PASSWORD';
GRANT ALL PRIVILEGES ON boai.* TO 'boai_owner'@'%' WITH GRANT OPTION;
SQL
