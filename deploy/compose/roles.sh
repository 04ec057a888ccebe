#!/bin/sh
# Run by the image of PostgreSQL when its data directory is made: one role owns, another one serves (docs/roles.md).
set -eu
psql --set ON_ERROR_STOP=1 --username postgres \
    --set owner_password="$(cat /run/secrets/owner_password)" \
    --set service_password="$(cat /run/secrets/service_password)" <<'SQL'
CREATE ROLE subreg_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE subreg_service LOGIN PASSWORD :'service_password';
CREATE DATABASE subreg OWNER subreg_owner;
SQL
