#!/bin/sh
# Builds the emulated accelerator, and a driver that tells it of its doorbells, and prints the folder
# where they are. Ends with 1 and the compiler's words where there is no cmake or no C compiler.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
build=$here/../../native/target/cmake/$(uname -m | tr _ -)
log=$here/target/emulator.log
mkdir -p "$here/target"
cmake -S "$here/../../native" -B "$build" -DUACCE_ZIP_TESTS=ON >"$log" 2>&1 &&
	cmake --build "$build" --target uacce_zip_inline uacce_emu_shim >"$log" 2>&1 || {
	cat "$log" >&2
	exit 1
}
printf '%s\n' "$build/emulator"
