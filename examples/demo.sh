#!/usr/bin/env bash
set -euo pipefail

usage() {
	cat <<'EOF'
Usage: examples/demo.sh [--scale X] [--mode M] [--faults] [--keep] [--skip-build]

Sends TPC-H data through a Spark shuffle, Parquet files and .gz files on HDFS, with uacce-codec and
in a JVM without it, and compares the results. Installs what is missing (with root or sudo) and
builds the project first. Status 1 if anything differs.

  --scale X     TPC-H scale factor, from 0.001; 1 is 890 MB of text. Default 0.3.
  --mode M      auto, the default: accelerator and CPU share the work where there is one. hardware:
                the accelerator does all that is large enough, and 99 % of it or the demo fails.
                software.
  --faults      Under uacce-emu --control=FILE: hardware, with each fault that the emulated device
                knows given to 1 % of its jobs. 30 % must be on the device all the same, each fault
                given, and the data equal.
  --keep        Leaves the data in examples/target/demo. Logs and results stay there in any case.
  --skip-build  Uses what an earlier build left.
  --help        This text.
EOF
}

scale=0.3
mode=auto
faults=false
keep=false
build=true
while [ $# -gt 0 ]; do
	case $1 in
	--scale)
		scale=${2:-}
		[ $# -ge 2 ] || { usage >&2 && exit 2; }
		shift
		;;
	--mode)
		mode=${2:-}
		[ $# -ge 2 ] || { usage >&2 && exit 2; }
		shift
		;;
	--faults) faults=true ;;
	--keep) keep=true ;;
	--skip-build) build=false ;;
	--help)
		usage
		exit 0
		;;
	*)
		usage >&2
		exit 2
		;;
	esac
	shift
done
if ! [[ $scale =~ ^[0-9]{1,5}(\.[0-9]{1,6})?$ ]] || awk -v s="$scale" 'BEGIN { exit !(s < 0.001) }'; then
	echo "Cannot generate data: scale=$scale, a number from 0.001 to 99999 is needed" >&2
	exit 2
fi
case $mode in
auto | software) least_share=0 ;;
hardware) least_share=0.99 ;;
*)
	echo "Cannot run the demo: mode=$mode, one of auto, hardware and software is needed" >&2
	exit 2
	;;
esac
control=${UACCE_EMU_CONTROL:-}
if $faults; then
	mode=hardware
	least_share=0.3
	if [ -z "$control" ]; then
		echo "Cannot give faults: only an emulated device can be told to; run:" \
			"native/target/cmake/$(uname -m | tr _ -)/emulator/uacce-emu --devices=4 --control=examples/target/control -- examples/demo.sh --faults" >&2
		exit 2
	fi
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$root/examples/target/demo
# shellcheck source=integration-tests/setup.sh
. "$root/integration-tests/setup.sh"

mkdir -p "$root/examples/target"
exec 9>"$work.lock"
flock -n 9 || die "Another demo is running here: $work"
forget_data() {
	$keep || rm -rf "$work"/{data,hdfs,spark,warehouse,parquet-*}
}
trap 'end_child; wait; forget_data; $faults && tell_device clear >/dev/null' EXIT

# What a run leaves at its fullest, measured: 2.4 GB per unit of scale; the build takes the rest.
need_mb=$(awk -v s="$scale" 'BEGIN { printf "%d", 3000 * s + 2000 }')
free_mb=$(($(df -Pk "$root" | awk 'NR == 2 { print $4 }') / 1000))
[ "$free_mb" -ge "$need_mb" ] ||
	die "Cannot run at this scale: scale=$scale needed MB=$need_mb free MB=$free_mb in $root; give a smaller --scale"
rm -rf "$work"

say "Looking for what the build needs"
set_up "$work/logs" build
if $build; then
	log=$work/logs/build.log
	say "Building (the whole output: $log)"
	run maven "$log" "" -f "$root/pom.xml" -pl examples -am -DskipTests -Dmaven.test.skip=true \
		-Duacce.native=required package || fail_with_log "$log" "the build"
fi
jars=("$root"/spark-integration/target/uacce-codec-spark-*-all.jar)
classes=$root/examples/target/classes
class_path=$root/examples/target/stock.classpath
if ! [ -e "${jars[0]}" ] || ! [ -e "$class_path" ]; then
	die "Cannot find a build to run; leave out --skip-build"
fi

# tell_device <command of uacce-emu>: prints the answer.
tell_device() {
	local seen answer tries
	seen=$(wc -l <"$control.log")
	printf '%s\n' "$1" >"$control"
	for ((tries = 0; tries < 500; tries++)); do
		answer=$(tail -n "+$((seen + 1))" "$control.log")
		case $answer in
		*"ok: $1")
			printf '%s\n' "${answer%ok: "$1"}"
			return
			;;
		*"error: $1") break ;;
		esac
		sleep 0.02
	done
	die "Cannot tell the device: command=\"$1\" answer=\"$answer\""
}

# Spread over the jobs, since two faults that are due to one are given to it and the next.
job_faults=(delay jitter reorder lost late duplicate bad-tag bad-head wrong-head early-completion
	status no-space corrupt negative ended wrong-output wrong-crc wrong-input lie wrong-length nothing)
doorbell_faults=(tx-stop rx-stop)
# A queue is opened and closed once where it has a hundred jobs and more.
queue_faults=(busy eperm enodev put-error)
give_faults() {
	local kind after=0
	for kind in "${job_faults[@]}" "${doorbell_faults[@]}"; do
		tell_device "fault $kind every=100 after=$((after += 4))" >/dev/null
	done
	for kind in "${queue_faults[@]}"; do
		tell_device "fault $kind every=4" >/dev/null
	done
}

# Every kind, with how often it was given; status 1 if one was not.
faults_given() {
	tell_device sums | awk -v kinds="${job_faults[*]} ${doorbell_faults[*]} ${queue_faults[*]}" '
		/^fault kind=/ { split($2, kind, "="); split($3, given, "="); times[kind[2]] = given[2] }
		END {
			count = split(kinds, names, " ")
			for (i = 1; i <= count; i++) {
				printf "%s=%d ", names[i], times[names[i]]
				missing = missing || times[names[i]] == 0
			}
			print ""
			exit missing
		}'
}

options=()
for prefix in spark.io.compression.uacce spark.hadoop.io.compression.codec.uacce; do
	[ "$mode" = auto ] || options+=("-D$prefix.mode=$mode")
	# Several queues, since most faults cost one, and another is opened once a second.
	! $faults || options+=("-D$prefix.verify=full" "-D$prefix.devices=all" "-D$prefix.queues=8")
done
if $faults; then
	options+=(-Duacce.breaker.heldClosed=true)
	give_faults
fi

say "Built; running at scale $scale, mode=$mode"
run "$JAVA_HOME/bin/java" -Xmx256m -cp "$classes:$(<"$class_path")" \
	org.uacce.examples.Demo "$scale" "$work" "${jars[0]}" "$least_share" "${options[@]}" || {
	say "FAILED; logs and results: $work"
	exit 1
}
if $faults; then
	given=$(faults_given) || die "FAILED; not every fault was given: $given"
	say "Faults given: $given"
	for counter in fallback.jobFailed fallback.jobLost fallback.wrong queueFailures timeouts; do
		grep -q "^device.$counter=" "$work/results/uacce.counters" ||
			die "FAILED; faults were given, and the codec has counted none as device.$counter"
	done
fi
say "PASSED"
