#!/usr/bin/env bash
set -euo pipefail

usage() {
	cat <<'EOF'
Usage: integration-tests/verify.sh [--campaign] [--seed N]

Installs what is missing (with root or sudo) and runs every test of the project: C and Java, every
supported line of Spark, Hadoop and Parquet, then the demo at a small scale. Status 1 if any fails.

  --campaign  All of the counts that are otherwise cut to a hundredth, and aarch64 under qemu.
  --seed N    Repeats the random inputs of a run that printed this seed.
  --help      This text.
EOF
}

campaign=()
fuzz_time=2s
seed=
while [ $# -gt 0 ]; do
	case $1 in
	--campaign)
		campaign=(-Pcampaign)
		fuzz_time=4m
		;;
	--seed)
		seed=${2:-}
		shift
		[[ $seed =~ ^-?[0-9]{1,18}$ ]] || { usage >&2 && exit 2; }
		;;
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
seed=${seed:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/integration-tests/target
log=$logs/verify.log
# shellcheck source=integration-tests/setup.sh
. "$root/integration-tests/setup.sh"

say "Looking for what the tests need"
set_up "$logs" test
rm -f "$logs"/{verify,fuzz,device,gated,aarch64}.log "$logs"/device.control*
find "$root" -type d -name surefire-reports -prune -exec rm -rf {} +

say "Testing with seed $seed; repeat with --seed $seed (the whole output: $log)"
# A failed test does not keep the later modules from running: the reports and the log tell.
built=true
run maven "$log" '^\[(INFO|WARNING|ERROR)\] Tests run:.*Time elapsed|tests passed, |^\[ERROR\]|^\[INFO\] .* SKIPPED$' \
	-f "$root/pom.xml" --fail-at-end -Dmaven.test.failure.ignore=true "${campaign[@]}" -Duacce.seed="$seed" \
	-Duacce.native=required -Duacce.native.required=true verify || built=false

jars=skipped
if $built; then
	say "Looking into the jars"
	jars=passed
	"$root/integration-tests/check-jars.py" || jars=failed
fi

if $built; then
	say "Fuzzing each parser for $fuzz_time (the whole output: $logs/fuzz.log)"
	run maven "$logs/fuzz.log" '^\[(INFO|WARNING|ERROR)\] Tests run:.*Time elapsed|inputs in|^\[WARNING\] Fuzz|^\[ERROR\]' \
		-f "$root/pom.xml" -pl native,codec -Pfuzz -Duacce.fuzz.duration="$fuzz_time" -Duacce.seed="$seed" -Dmaven.test.failure.ignore=true \
		-Duacce.native=required -Duacce.native.required=true test || built=false
fi

emulated=
if $built; then
	say "Testing the codec, Spark, Parquet and HDFS on an emulated accelerator (the whole output: $logs/device.log)"
	emulator=("$root/native/target/cmake/$(uname -m | tr _ -)/emulator/uacce-emu" "--seed=${seed#-}")
	under=("${emulator[@]}" --devices=2 "--stats=$logs/device.stats" "--control=$logs/device.control" --)
	# Packaged, since Spark's executors get the -all jar; the tests of other profiles do not run again.
	run maven "$logs/device.log" '^\[(INFO|WARNING|ERROR)\] Tests run:.*Time elapsed|requests=|redone|^\[ERROR\]|^uacce-emu:' \
		-f "$root/pom.xml" -pl native,codec,integration-tests/hadoop,integration-tests/parquet-1.18,integration-tests/spark-4 \
		-am -Pdevice -Dgroups=device -Dmaven.test.failure.ignore=true "${campaign[@]}" \
		-Duacce.seed="$seed" -Duacce.native=required -Duacce.native.required=true package || case $? in
	77) emulated=skipped ;;
	*) built=false ;;
	esac
	under=()
fi
if $built && [ -z "$emulated" ]; then
	say "Testing when jobs are submitted, on one whose completions wait for the test (the whole output: $logs/gated.log)"
	rm -f "$logs"/gated.control*
	under=("${emulator[@]}" --gated "--control=$logs/gated.control" --)
	run maven "$logs/gated.log" '^\[(INFO|WARNING|ERROR)\] Tests run:.*Time elapsed|^\[ERROR\]|^uacce-emu:' \
		-f "$root/pom.xml" -pl native,codec -Pdevice -Duacce.device.tests=gated -Duacce.test.without=none \
		-Duacce.device.reports=gated -Dmaven.test.failure.ignore=true "${campaign[@]}" -Duacce.seed="$seed" \
		-Duacce.native=required -Duacce.native.required=true test || built=false
	under=()
fi

aarch64=
if $built && [ ${#campaign[@]} -gt 0 ]; then
	say "Testing the library for aarch64"
	aarch64=passed
	run "$root/integration-tests/aarch64.sh" --seed "$seed" || case $? in
	77) aarch64= ;;
	*) aarch64=failed ;;
	esac
fi

demo=skipped
faulty=skipped
if $built; then
	say "Running the demo at a small scale"
	demo=passed
	# At this scale most of the time would be C2's.
	export JDK_JAVA_OPTIONS=-XX:TieredStopAtLevel=1
	run "$root/examples/demo.sh" --skip-build --scale 0.01 || demo=failed
fi
if $built && [ -z "$emulated" ]; then
	say "Running the demo on an emulated accelerator that gives every fault"
	faulty=passed
	rm -f "$logs"/demo.control*
	run "${emulator[@]}" --devices=4 "--stats=$logs/demo.stats" "--control=$logs/demo.control" -- \
		"$root/examples/demo.sh" --skip-build --scale 0.03 --faults || faulty=failed
fi

say "Tests by seed $seed:"
errors=$(cat "$logs"/{verify,fuzz,device,gated}.log 2>/dev/null | grep -c '^\[ERROR\]' || true)
{
	cat "$log"
	grep '^\[WARNING\] Fuzz' "$logs/fuzz.log" 2>/dev/null || true
	cat "$logs"/{device,aarch64}.log 2>/dev/null || true
	find "$root" -path '*/surefire-reports/TEST-*.xml' -exec cat {} +
} | awk -v built="$built" -v errors="$errors" -v demo="$demo" -v faulty="$faulty" -v jars="$jars" -v aarch64="$aarch64" -v emulated="$emulated" \
	-f "$root/integration-tests/summary.awk"
