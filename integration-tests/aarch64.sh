#!/usr/bin/env bash
set -euo pipefail

usage() {
	cat <<'END'
Usage: integration-tests/aarch64.sh [--seed N]

Builds the library for 64-bit ARM and runs its C tests, and Java's round trips and device tests in an
arm64 JVM, under qemu on this machine. Installs the cross compiler and qemu if they are missing (with root or sudo);
the JVM is unpacked into a folder and installed nowhere.

  --seed N    Repeats the random inputs of a run that printed this seed.
  --help      This text.

Status 0: all passed. 1: something failed. 77: skipped, and the last line says why.
END
}

seed=
while [ $# -gt 0 ]; do
	case $1 in
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
log=$logs/aarch64.log
jvm=$logs/jvm-arm64
# shellcheck source=integration-tests/setup.sh
. "$root/integration-tests/setup.sh"
mkdir -p "$logs"
: >"$log"

# summary.awk counts the line.
skip() {
	say "[WARNING] aarch64 tests are skipped: $*"
	echo "[WARNING] aarch64 tests are skipped: $*" >>"$log"
	exit 77
}

# Puts a script that runs it under qemu into an arm64 program's place. The preloaded library is the
# program's, not qemu's.
under_qemu() {
	[ -e "$1.arm64" ] || mv "$1" "$1.arm64"
	cat >"$1" <<END
#!/bin/sh
exec "$qemu" -L "$jvm" \${UACCE_ARM64_PRELOAD:+-E "LD_PRELOAD=\$UACCE_ARM64_PRELOAD"} "$1.arm64" "\$@"
END
	chmod +x "$1"
}

# Its last line is the reason if it fails.
unpack_jvm() {
	"$root/native/arm64-packages.sh" --with-dependencies "$jvm" "$1" | tee "$logs/aarch64-jvm.out"
}

find_arm64_jvm() {
	local version why=
	for version in 17 21; do
		java=$jvm/usr/lib/jvm/java-$version-openjdk-arm64/bin/java
		if run unpack_jvm "openjdk-$version-jre-headless"; then
			return 0
		fi
		why="${why:+$why; }$(tail -n 1 "$logs/aarch64-jvm.out")"
	done
	skip "$why"
}

build() {
	"$root/native/build.sh" auto aarch64 2>&1 | tee -a "$log" | show 'Built target|rror'
}

c_tests() {
	UACCE_SEED=$seed "$root/native/test.sh" required aarch64 2>&1 | tee -a "$log" |
		show '^ *[0-9]+/[0-9]+ Test|tests passed, |rror'
}

show() {
	grep --line-buffered -E "$1" || true
}

# java_tests <name of the reports> <system properties> <arguments of Maven>: where nothing ran on ARM nothing was shown.
java_tests() {
	local name=$1 properties=$2 reports
	shift 2
	run maven "$logs/$name.log" '^\[(INFO|WARNING|ERROR)\] Tests run:.*Time elapsed|^\[ERROR\]' \
		-f "$root/pom.xml" -pl native,codec -Duacce.native=required -Duacce.native.required=true \
		-Duacce.seed="$seed" -Duacce.test.jvm="-Xmx1g -XX:TieredStopAtLevel=1 $properties" -Djvm="$java" \
		-Dsurefire.failIfNoSpecifiedTests=false test-compile surefire:test@default-test "$@" ||
		die "Java tests failed under qemu: the whole output: $logs/$name.log"
	reports=("$root"/codec/target/surefire-reports/TEST-*-"$name".xml)
	grep -q '"os.arch" value="aarch64"' "${reports[@]}" ||
		die "Nothing was tested on aarch64: reports=${reports[*]}"
}

[ "$(uname -m)" != aarch64 ] || skip "this machine is one, and verify.sh runs everything on it"
say "Looking for what a cross build needs"
(set_up "$logs" aarch64) 2>&1 | tee "$logs/aarch64-setup.out" ||
	skip "$(sed -n '$s/^\[[ 0-9]* s\] //p' "$logs/aarch64-setup.out")"
find_jdk
find_qemu
say "Looking for an arm64 JVM (67 MB to fetch, once)"
find_arm64_jvm
under_qemu "$java"
# What a Java program starts goes through this one.
under_qemu "${java%/bin/java}/lib/jspawnhelper"
version=$("$java" -version 2>&1) || skip "the arm64 JVM does not start: $version"
say "Under $("$qemu" --version | head -n 1): $(sed -n 2p <<<"$version")"

say "Building, and testing with seed $seed; repeat with --seed $seed (the whole output: $log)"
run build || die "Cannot build the library for aarch64; the whole output: $log"
[ -e "$root/native/target/classes/linux-aarch64/libuacce_zip.so" ] ||
	skip "the library was not built: $(sed -n 's/^\[WARNING\]  *- //p' "$log" | paste -sd ';')"
run c_tests || die "C tests failed under qemu; the whole output: $log"

# Those whose subject is not this machine's own kernel, compiler or file systems.
say "Running Java tests in the arm64 JVM"
tests=RoundTripTest,RowFiltersTest,JoinTest,WholeMemberTest,ConcurrencyTest,BufferPoolTest,HadoopRoundTripTest
tests=$tests,NativeLibraryLoaderTest#theJarsLibraryIsUsedAndNothingStaysBehindWhenNoPathIsGiven
java_tests aarch64 "" -Dsurefire.reportNameSuffix=aarch64 -Dtest="$tests"

# Faults are given by a control file, which only uacce-emu has.
say "Running Java device tests in it, on emulated devices inside the JVM"
devices=$(mktemp -d)
trap 'rm -rf "$devices"; end_child' EXIT
mkdir "$devices/class" "$devices/dev"
export UACCE_CLASS_FOLDER=$devices/class UACCE_DEVICE_FOLDER=$devices/dev
export UACCE_EMU_OPTIONS=devices=2,seed=${seed#-},stats=$logs/aarch64-device.stats
export UACCE_ARM64_PRELOAD=$root/native/target/cmake/aarch64/emulator/libuacce_emu_shim.so
java_tests aarch64-device "-Duacce.class.folder=$devices/class -Duacce.device.folder=$devices/dev" \
	-Pdevice -Duacce.device.reports=aarch64-device -Dtest='!DeviceFaultTest'
grep '^total .* jobs=[1-9]' "$logs/aarch64-device.stats" || die "No job reached an emulated device"
say "All passed"
