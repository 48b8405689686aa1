#!/bin/sh
# Runs a test program under uacce-emu as a user who is not root and may do nothing special.
#
#   rootless.sh <uacce-emu> <program> <folder of its libraries> [option of uacce-emu...]
#
# Started by root it becomes nobody, with copies in a folder that nobody can read, since the build
# folder may be below one that only root can enter. Its status is that of uacce-emu; 77: skipped.
set -eu

emulator=${1:?usage: rootless.sh <uacce-emu> <program> <libraries> [option...]}
program=$2
libraries=$3
shift 3
nobody=65534

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cp "$emulator" "$program" "$libraries"/*.so* "$folder"
set -- "$folder/${emulator##*/}" --stats "--control=$folder/control" "$@" -- "$folder/${program##*/}"
if [ "$(id -u)" -eq 0 ]; then
	command -v setpriv >/dev/null || {
		echo "skipped: no setpriv (util-linux) to become another user with"
		exit 77
	}
	chown "$nobody:$nobody" "$folder"
	set -- setpriv "--reuid=$nobody" "--regid=$nobody" --clear-groups --inh-caps=-all --bounding-set=-all \
		--no-new-privs "$@"
fi
LD_LIBRARY_PATH=$folder "$@"
