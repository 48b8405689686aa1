#!/bin/sh
# Runs one test of uacce-emu as one kind of user:
#
#   bed.sh <root|user|any|folders> <uacce-emu> <program or script.sh> [option of uacce-emu...]
#
#   root     as root, who mounts
#   user     as an ordinary user (nobody, where this one is root), who needs a user namespace
#   any      as whoever runs this
#   folders  as an ordinary user, with two plain folders and no mount
#
# A program is run under uacce-emu, and must have left no queue behind; a script runs uacce-emu
# itself: its only argument. UACCE_TEST_LIBRARIES is a folder of libraries that the program needs.
# 77 is a skip.
set -eu

mode=$1 emulator=$2 test=$3
shift 3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

as_user=
if [ "$mode" = root ]; then
	[ "$(id -u)" = 0 ] || {
		echo "skipped: only root can be root"
		exit 77
	}
elif [ "$mode" != any ] && [ "$(id -u)" = 0 ]; then
	as_user="setpriv --reuid=65534 --regid=65534 --clear-groups"
	command -v setpriv >/dev/null || {
		echo "skipped: no setpriv; apt-get install util-linux"
		exit 77
	}
fi
# An ordinary user may not reach the build folder.
cp "$emulator" "$folder/uacce-emu"
cp "$test" "$folder/"
if [ -n "${UACCE_TEST_LIBRARIES:-}" ]; then
	cp "$UACCE_TEST_LIBRARIES"/*.so* "$folder/"
	export LD_LIBRARY_PATH="$folder"
fi
test=$folder/$(basename "$test")
mkdir "$folder/class" "$folder/dev" "$folder/temp"
chmod 755 "$folder" "$folder/uacce-emu" "$test"
chmod 777 "$folder/class" "$folder/dev" "$folder/temp"
export TMPDIR="$folder/temp"
cd "$folder/temp"

case $test in
*.sh)
	status=0
	$as_user sh "$test" "$folder/uacce-emu" || status=$?
	exit $status
	;;
esac
if [ "$mode" = folders ]; then
	set -- "$@" "--class-folder=$folder/class" "--device-folder=$folder/dev"
fi
status=0
$as_user "$folder/uacce-emu" --verbose --control="$TMPDIR/control" --stats="$TMPDIR/stats" "$@" \
	-- "$test" || status=$?
if [ $status = 0 ] && ! grep '^total .*queues_held=0 ' "$TMPDIR/stats"; then
	echo "Queues are held although all clients have ended:"
	grep ' open=1 \|^total' "$TMPDIR/stats"
	status=1
fi
if [ $status = 0 ] && [ -n "$(ls "$folder/class" "$folder/dev" | grep hisi)" ]; then
	echo "Device files are left in the two folders"
	status=1
fi
exit $status
