#!/usr/bin/env bash
set -euo pipefail

usage() {
	cat <<'END'
Usage: integration-tests/on-hardware.sh [--facts] [--seed N]

Runs the device tests, C and Java, on this machine's own accelerators. First it prints the machine's
facts, and for each device why it can or cannot be used; docs/hardware.md says what is worth sending
back. Installs missing build tools (with root or sudo).

  --facts     Prints the facts and stops.
  --seed N    Repeats the random inputs of a run that printed this seed.
  --help      This text.

Status 0: C and Java tests ran on a device and passed. 1: something failed. 77: nothing could be
tested, and the last line says why.
END
}

facts_only=false
seed=
while [ $# -gt 0 ]; do
	case $1 in
	--facts) facts_only=true ;;
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
report=$logs/on-hardware.txt
usable=$logs/on-hardware-devices
build=$root/native/target/cmake/hardware
# Where an emulated device keeps them; the tests read the same two variables.
class=${UACCE_CLASS_FOLDER:-/sys/class/uacce}
nodes=${UACCE_DEVICE_FOLDER:-/dev}
# shellcheck source=integration-tests/setup.sh
. "$root/integration-tests/setup.sh"
mkdir -p "$logs"

# The text of a file that may not be there, such as an attribute of a device.
text() {
	tr -s '\n' ' ' 2>/dev/null <"$1" | sed 's/ $//' || echo "-"
}

machine_facts() {
	local file
	echo "kernel: $(uname -srm), pages of $(getconf PAGESIZE) bytes"
	echo "system: $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release 2>/dev/null)"
	echo "processor: $(lscpu 2>/dev/null | sed -n 's/^\(Model name\|BIOS Model name\|CPU(s)\|NUMA node(s)\): */\1 /p' | paste -sd ';')"
	echo "user: $(id -u), groups $(id -G)"
	for file in /sys/module/hisi_zip/parameters/{uacce_mode,pf_q_num,perf_mode}; do
		[ ! -e "$file" ] || echo "module hisi_zip: ${file##*/}=$(text "$file")"
	done
}

# device_facts <folder in the class>
device_facts() {
	local name=${1##*/} attribute
	printf '%s:' "$name"
	for attribute in api flags algorithms available_instances region_mmio_size region_dus_size isolate \
		isolate_strategy device/numa_node device/vendor device/device device/revision; do
		[ ! -e "$1/$attribute" ] || printf ' %s=%s' "${attribute#device/}" "$(text "$1/$attribute" | tr ' ' ,)"
	done
	printf ' node=%s\n' "$(stat -L -c '%A,%U,%G' "$nodes/$name" 2>/dev/null || echo none)"
}

# Why a device cannot be tested, and the next step; nothing for one that can.
refusal() {
	local name=${1##*/} api flags
	api=$(text "$1/api")
	flags=$(text "$1/flags")
	if [[ $api == *_noiommu ]] || ! [[ $flags =~ ^[0-9]+$ ]] || ((flags & 2)); then
		echo "it works with physical addresses: api=$api flags=$flags; load hisi_zip with uacce_mode=1"
	elif ! ((flags & 1)); then
		echo "it does not share the process's addresses: flags=$flags needed=1 (SVA); switch the SMMU on in the firmware and load hisi_zip with uacce_mode=1"
	elif ! [[ $api =~ ^hisi_qm_v([2-9]|[1-9][0-9]+)$ ]]; then
		echo "its generation is not known: api=$api needed=hisi_qm_v2 or later; use software"
	elif [ "$(text "$1/isolate" 2>/dev/null)" = 1 ]; then
		echo "the kernel has isolated it: isolate=1; see the kernel log, then load its driver again"
	elif [ ! -c "$nodes/$name" ] && [ ! -e "$nodes/$name" ]; then
		echo "there is no node: $nodes/$name; is this a container? pass the device in"
	elif [ ! -r "$nodes/$name" ] || [ ! -w "$nodes/$name" ]; then
		echo "this user may not open $nodes/$name: $(stat -L -c 'mode=%A owner=%U group=%G' "$nodes/$name"); give a group the right by the udev rule in docs/hardware.md"
	elif [ "$(text "$1/available_instances")" = 0 ]; then
		echo "others hold all its queues: available_instances=0; see who: fuser -v $nodes/$name"
	fi
}

# Why there is no device at all, from what is there of driver and hardware.
why_none() {
	local function found=
	for function in /sys/bus/pci/devices/*; do
		case $(text "$function/vendor") in
		0x19e5) case $(text "$function/device") in 0xa250 | 0xa251) found=${function##*/} ;; esac ;;
		esac
	done
	if [ -z "$found" ]; then
		echo "this machine shows no accelerator: no PCI function 19e5:a250 or 19e5:a251; in a virtual machine, pass one in"
	elif [ ! -e /sys/module/hisi_zip ]; then
		echo "the driver of $found is not loaded; run, as root: modprobe uacce; modprobe hisi_zip uacce_mode=1"
	elif [ "$(text /sys/module/hisi_zip/parameters/uacce_mode)" != 1 ]; then
		echo "hisi_zip keeps $found to the kernel: uacce_mode=$(text /sys/module/hisi_zip/parameters/uacce_mode) needed=1; run, as root: modprobe -r hisi_zip; modprobe hisi_zip uacce_mode=1"
	else
		echo "hisi_zip shows no device for $found although uacce_mode=1: without SVA it does not; switch the SMMU on in the firmware and see: dmesg | grep -iE 'smmu|hisi_zip|uacce'"
	fi
}

# Prints the facts; the names of devices go to $logs/on-hardware.all, and those that can be tested
# become the class folder that the C tests see: they do not refuse a device themselves.
all_facts() {
	local folder why
	rm -rf "$usable"
	mkdir -p "$usable"
	machine_facts
	for folder in "$class"/*; do
		if ! grep -qx gzip "$folder/algorithms" 2>/dev/null || ! grep -qx zlib "$folder/algorithms"; then
			continue
		fi
		device_facts "$folder"
		why=$(refusal "$folder")
		echo "  ${why:-can be tested}"
		[ -n "$why" ] || ln -s "$folder" "$usable/"
	done
}

skip() {
	say "[WARNING] device tests are skipped: $*" | tee -a "$report"
	exit 77
}

# One program at a time: they count free queues.
c_tests() {
	{
		cmake -S "$root/native" -B "$build" -DUACCE_ZIP_TESTS=ON -DUACCE_ZIP_HARDWARE=ON &&
			cmake --build "$build" -j 2 &&
			(cd "$build" && UACCE_SEED=$seed UACCE_CLASS_FOLDER=$usable UACCE_DEVICE_FOLDER=$nodes \
				ctest --verbose --no-tests=error -L '^device$')
	} >"$logs/on-hardware-c.log" 2>&1
}

java_tests() {
	maven "$logs/on-hardware-java.log" '^\[(INFO|WARNING|ERROR)\] Tests run:.*Time elapsed|^\[ERROR\]' \
		-f "$root/pom.xml" -pl native,codec -Pdevice -Duacce.native=required \
		-Duacce.native.required=true -Duacce.seed="$seed" -Duacce.device.reports=hardware \
		-Duacce.test.jvm="-Xmx1g -Duacce.class.folder=$class -Duacce.device.folder=$nodes" \
		test-compile surefire:test@default-test
}

# What the tests print of themselves, then the skips by their reasons, then the counts.
# summary <of> <true: they ended well> <file>...
summary() {
	local of=$1 ended_well=$2
	shift 2
	echo "$of:"
	sed -nE 's/^([0-9]+: )?(device_[a-z_]+: [a-z_]+=.*|skipped: .*)/  \2/p' "$@" 2>/dev/null |
		sort -u
	{
		cat "$@" 2>/dev/null |
			awk -v built="$ended_well" -v errors=0 -f "$root/integration-tests/summary.awk" || true
	} | awk '
		/^skipped: org/ { sub(/^[^:]*: [^:]*: /, ""); skips[$0]++; next }
		{ rest = rest "  " $0 "\n" }
		END {
			for (reason in skips) print "  skipped, " skips[reason] " tests: " reason
			printf "%s", rest
		}'
}

say "Looking at this machine"
all_facts >"$report"
cat "$report"
! $facts_only || exit 0
if ! grep -q ': api=' "$report"; then
	skip "$(why_none)"
fi
[ -n "$(ls "$usable")" ] || skip "no device can be tested; the reason and next step of each is above"

say "Looking for what the tests need"
set_up "$logs" test
say "Testing with seed $seed; the tests take all queues of a device for moments"
echo "seed: $seed" >>"$report"
find "$root/codec/target" -name 'TEST-*-hardware.xml' -delete 2>/dev/null || true
say "C tests (the whole output: $logs/on-hardware-c.log)"
c_passed=true
run c_tests || c_passed=false
say "Java tests (the whole output: $logs/on-hardware-java.log)"
java_passed=true
run java_tests || java_passed=false

{
	summary C $c_passed "$logs/on-hardware-c.log"
	summary Java $java_passed "$logs/on-hardware-java.log" "$root"/codec/target/surefire-reports/TEST-*-hardware.xml
} | tee -a "$report"
if ! $c_passed || ! $java_passed; then
	die "Failed; send back $report and the two logs"
fi
# CTest and Maven call a run good in which everything was skipped.
[ "$(grep -cE '^  [1-9][0-9]* passed, 0 failed' "$report")" -eq 2 ] ||
	skip "not one test of C or of Java ran on a device"
say "Passed on a device; send back $report"
