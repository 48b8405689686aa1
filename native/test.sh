#!/bin/sh
# Runs the C tests by CTest: as they are; again with AddressSanitizer and
# UndefinedBehaviorSanitizer in the library's code and in the tests (one build with both); and those
# labelled "thread" or "device" a third time with ThreadSanitizer.
#
#   test.sh <auto|required|off> [host|aarch64] [sanitize: true|false]
#
# Modes as in build.sh, which runs first: what was not built is not tested, and says so. The tests
# read UACCE_CAMPAIGN ("true": all counts) and UACCE_SEED (a number to repeat). aarch64 tests run
# where qemu-aarch64 does, without sanitizers.
set -eu

mode=${1:?usage: test.sh auto|required|off [host|aarch64] [true|false]}
arch=${2:-host}
sanitize=${3:-true}
here=$(cd "$(dirname "$0")" && pwd)
machine=$(uname -m)
[ "$arch" != host ] || arch=$machine
[ "$arch" != x86_64 ] || arch=x86-64
build=$here/target/cmake/$arch

skip() {
	echo "[WARNING] C tests for linux-$arch are skipped: $1"
	exit 0
}

lacks() {
	[ "$mode" != required ] || {
		echo "[ERROR] Cannot run the C tests for linux-$arch: $1"
		exit 1
	}
	skip "$1"
}

# configure and run, in a build folder of its own: run <folder> <labels, or .> [cmake option...]
run() {
	folder=$1
	labels=$2
	shift 2
	cmake -S "$here" -B "$folder" -DUACCE_ZIP_TESTS=ON "$@" >"$folder.log" 2>&1 &&
		cmake --build "$folder" -j 2 >"$folder.log" 2>&1 || {
		cat "$folder.log"
		exit 1
	}
	set -- --output-on-failure -j 2
	# Another generation, depth or kernel is another number, not another thread.
	[ "$labels" = . ] || set -- "$@" --no-tests=error -L "$labels" -E '_(v3|odd|old_kernel)'
	(cd "$folder" && $unrandomized ctest "$@")
	exercised "$folder/Testing/Temporary/LastTest.log"
}

# What uacce-emu has counted in all of a run's tests, in one line.
exercised() {
	awk '/^total queues_opened=/ {
		runs++
		for (i = 2; i <= NF; i++) {
			split($i, pair, "=")
			sum[pair[1]] += pair[2]
		}
	}
	END {
		if (runs) printf "[INFO] On emulated devices, %d runs: requests=%d laps=%d faults=%d queues=%d still_held=%d\n",
			runs, sum["jobs"], sum["laps"], sum["faults_given"], sum["queues_opened"], sum["queues_held"]
	}' "$1"
}
unrandomized=

# gcc's ThreadSanitizer up to version 13 ends at its start where the kernel places mappings by more
# than 28 random bits; what setarch starts is placed without.
run_with_thread_sanitizer() {
	bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)
	if [ "$bits" -gt 28 ]; then
		unrandomized="setarch $machine -R"
		$unrandomized true 2>/dev/null || {
			echo "[WARNING] C tests under ThreadSanitizer are skipped: vm.mmap_rnd_bits=$bits limit=28" \
				"and setarch -R is refused; as root: sysctl vm.mmap_rnd_bits=28"
			return 0
		}
	fi
	run "$build-thread" '^(thread|device)$' -DUACCE_ZIP_SANITIZE=thread -DCMAKE_BUILD_TYPE=Sanitize
}

[ -e "$here/target/classes/linux-$arch/libuacce_zip.so" ] || skip "the library was not built"

if [ "$arch" = aarch64 ] && [ "$machine" != aarch64 ]; then
	emulator=$(command -v qemu-aarch64 || command -v qemu-aarch64-static) ||
		skip "no qemu-aarch64; apt-get install qemu-user-static"
	run "$build" . "-DCMAKE_CROSSCOMPILING_EMULATOR=$emulator;-L;/usr/aarch64-linux-gnu"
	exit 0
fi

echo '#include <zlib.h>' | "${CC:-cc}" -E -x c - >/dev/null 2>&1 ||
	lacks "no zlib.h; apt-get install zlib1g-dev"

# Other versions lay out code differently, so only one of them can be the judge.
if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
	clang-format --dry-run -Werror "$here"/include/*.h "$here"/src/*.[ch] "$here"/emulator/*.[ch] "$here"/test/*.[ch]
	echo "[INFO] The layout of the C code is as .clang-format has it"
else
	echo "[INFO] The layout of the C code is not checked: clang-format 14 is not here"
fi

run "$build" .
if [ "$sanitize" = true ]; then
	run "$build-sanitize" . -DUACCE_ZIP_SANITIZE=address,undefined -DCMAKE_BUILD_TYPE=Sanitize
	run_with_thread_sanitizer
fi
