#!/bin/sh
# What uacce-emu does for a command and with its own options: streams, exit status and signals
# pass through; a wrong option is one clear line; the control pipe answers; nothing is seen of the
# devices outside, and inside nothing else of the machine is missing.
#
#   bed_command.sh <uacce-emu>; the current folder is for its files
set -eu

emulator=$1
dir=$PWD

fail() {
	echo "failed: $*"
	exit 1
}
# is <what> <actual> <expected>
is() {
	[ "$2" = "$3" ] || fail "$1 is '$2', not '$3'"
}
# Runs uacce-emu; its own lines go to the file 'said', its exit status to $status.
emu() {
	status=0
	"$emulator" "$@" 2>"$dir/said" || status=$?
}
# Waits until a command succeeds: ten seconds.
await() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 1000 ] || fail "waited ten seconds for: $*"
		sleep 0.01
	done
}

emu -- true
[ $status != 77 ] || {
	echo "skipped: $(tail -n 1 "$dir/said")"
	exit 77
}
is "the status of true" $status 0
grep -q '^uacce-emu: seed=[0-9]* devices=1 ' said || fail "no seed in: $(cat said)"

# Exit status and streams.
emu -- sh -c 'exit 7'
is "the exit status" $status 7
emu -- sh -c 'kill -9 $$'
is "the status of a killed command" $status 137
emu -- "$dir/no-such-command"
is "the status of a missing command" $status 127
: >"$dir/no-program"
emu -- "$dir/no-program"
is "the status of what cannot be run" $status 126
emu -- sh -c 'read line; echo "out $line"; echo "err $line" >&2' <<-end >out
	in
end
is "stdout" "$(cat out)" "out in"
grep -qx 'err in' said || fail "stderr did not pass"

# Signals. INT and QUIT are ignored by what a shell starts in the background.
for signal in TERM HUP; do
	rm -f ready
	"$emulator" -- sh -c 'trap "exit 5" TERM HUP; : >ready; while :; do sleep 0.01; done' 2>said &
	await test -e ready
	kill -s $signal $!
	status=0
	wait $! || status=$?
	is "the status after $signal" $status 5
done

# The devices, and all the rest of /dev and /sys.
outside=$(ls /dev /sys/class | grep -v '^uacce$' | sort)
emu --devices=3 -- sh -c 'ls /dev /sys/class | grep -v "^uacce$\|^hisi_zip-" | sort; ls /sys/class/uacce >names' >inside
is "the rest of /dev and /sys/class" "$(cat inside)" "$outside"
is "the number of devices" "$(wc -l <names)" 3
for name in $(cat names); do
	[ ! -e "/dev/$name" ] || fail "/dev/$name is seen outside"
done
name=$(head -n 1 names)
emu -- sh -c 'echo text >/dev/null && echo text >/dev/shm/$$ && rm /dev/shm/$$ &&
	test -c /dev/zero && test -d /sys/class/net/lo/ && test $(head -c 4 /dev/zero | wc -c) = 4'
is "the use of /dev and /sys" $status 0
is "the user inside" "$("$emulator" -- id -u 2>said)" "$(id -u)"
is "the limit of files inside" "$("$emulator" -- sh -c 'ulimit -n' 2>said)" "$(ulimit -n)"

# Permissions, and errors of open.
open='exec 3<>/dev/$0'
emu -- sh -c "$open" "$name"
is "the status of a good open" $status 0
if [ "$(id -u)" != 0 ]; then
	emu --node-mode=0 -- sh -c "$open" "$name"
	grep -qi 'permission denied' said || fail "no EACCES but: $(cat said)"
fi
emu --fault='busy count=1' -- sh -c "(exec 3<>/dev/\$0) || $open" "$name"
is "the status of the second open" $status 0
grep -qi 'resource busy' said || fail "no EBUSY but: $(cat said)"

# Wrong options: one line each.
touch exists
for option in --nonsense --devices=0 --devices=x --devices= --queues=9999999999 --api=4 nonsense \
	-x --fault=nonsense --fault= --node-mode=9 --node-mode=1000 --class-folder=/ \
	--control="$dir/exists" --control="$dir/none/none"; do
	emu "$option" -- true
	is "the status of $option" $status 2
	is "the lines about $option" "$(wc -l <said)" 1
	grep -q '^uacce-emu: Cannot ' said || fail "of $option it says: $(cat said)"
done
emu --devices=1
is "the status without a command" $status 2
emu --help >out
is "the status of --help" $status 0
for word in --control --fault devices= release; do
	grep -q -e "$word" out || fail "--help lacks $word"
done

# Only one supervisor.
emu -- "$emulator" -- true
is "the status of a second supervisor" $status 77
grep -q 'once' said || fail "it says: $(cat said)"

# Control: commands are answered in order, each with its own end.
emu --control="$dir/control" -- sh -c '
	is=$(cat "/sys/class/uacce/$0/isolate")
	printf "isolate %s 1\nno such command\nstats\n" "$0" >"$UACCE_EMU_CONTROL"
	tries=0
	until grep -q "^ok: stats" "$UACCE_EMU_CONTROL.log"; do
		tries=$((tries + 1)); [ $tries -lt 1000 ] || exit 9; sleep 0.01
	done
	echo "$is $(cat "/sys/class/uacce/$0/isolate")"' "$name" >out
is "the status" $status 0
is "isolate before and after" "$(cat out)" "0 1"
is "the ends of the answers" "$(grep -c '^ok: \|^error: ' control.log)" 3
grep -qx "ok: isolate $name 1" control.log && grep -qx "error: no such command" control.log &&
	grep -q '^total ' control.log || fail "the answers are: $(cat control.log)"
[ ! -e control ] || fail "the control pipe is left"

# Statistics.
emu --stats="$dir/stats" --seed=5 -- sh -c "$open" "$name"
grep -q '^total .*queues_opened=1 queues_held=0' stats || fail "the statistics are: $(cat stats)"
grep -q 'seed=5 ' said || fail "the seed is not the one given: $(cat said)"

# Whoever outlives the supervisor gets errors.
rm -f ready
"$emulator" -- sh -c ': >ready; until test -e killed; do sleep 0.01; done
	if (exec 3<>/dev/$0); then echo opened; else echo refused; fi >result.new; mv result.new result' \
	"$name" 2>said &
await test -e ready
kill -9 $!
wait $! || :
: >killed
await test -e result
is "an open without a supervisor" "$(cat result)" refused
echo "passed: status, streams, signals, view, permissions, options, control, statistics"
