#!/bin/sh
# Makes the passwords that compose.yaml mounts, once; what is there already stays.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 0711 secrets
make_secret() {
    test -e "secrets/$1" || printf '%s' "$2" > "secrets/$1"
    # Compose mounts a file with the rights that it has here, and the processes that read it are not who you are.
    chmod 0444 "secrets/$1"
}
for role in superuser owner service; do
    make_secret "${role}_password" "$(openssl rand -hex 24)"
done
for role in owner service; do
    make_secret "${role}_url" "postgresql://subreg_$role:$(cat "secrets/${role}_password")@database:5432/subreg"
done
