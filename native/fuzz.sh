#!/bin/sh
# Fuzzes the row filter's C code by libFuzzer, with AddressSanitizer and
# UndefinedBehaviorSanitizer, each target for some time.
#
#   fuzz.sh <auto|required|off> <time: 8s, 4m> [seed]
#
# Modes as in build.sh; inputs that reached something new are kept in target/fuzz/. Where clang or its runtime is missing this is skipped, and said; the
# deterministic mutations of test/rows_hostile.c are tested everywhere.
set -eu

mode=${1:?usage: fuzz.sh auto|required|off time [seed]}
time=${2:?usage: fuzz.sh auto|required|off time [seed]}
seed=$((${3:-0} % 1000000007))
seed=${seed#-}
here=$(cd "$(dirname "$0")" && pwd)
target=$here/target/fuzz
seeds=$here/../codec/src/test/resources/org/uacce/codec/ParserFuzzTestInputs/rows
sanitize=fuzzer,address,undefined

skip() {
	echo "[WARNING] Fuzz tests of the row filter's C code are skipped: $1"
	exit 0
}

case $time in
*m) seconds=$((${time%m} * 60)) ;;
*) seconds=${time%s} ;;
esac
[ "$mode" != off ] || skip "uacce.native=off"
command -v clang >/dev/null || skip "no clang; apt-get install clang libclang-rt-dev"
mkdir -p "$target"
echo '#include <stddef.h>
int LLVMFuzzerTestOneInput(const char *in, size_t bytes);
int LLVMFuzzerTestOneInput(const char *in, size_t bytes) { return in && bytes ? 0 : 0; }' >"$target/probe.c"
clang -fsanitize=$sanitize -o "$target/probe" "$target/probe.c" 2>"$target/probe.log" ||
	skip "clang does not link -fsanitize=$sanitize; apt-get install libclang-rt-dev; $(tail -n 1 "$target/probe.log")"

# fuzz <target> [folder of seeds]
fuzz() {
	name=$1
	shift
	clang -std=c11 -O1 -g -fsanitize=$sanitize -fno-sanitize-recover=all -I "$here/include" -I "$here/src" \
		-o "$target/$name" "$here/test/$name.c" "$here"/src/rows_*.c
	mkdir -p "$target/$name.found" "$target/$name.crashes"
	log=$target/$name.log
	"$target/$name" -seed="$seed" -max_total_time="$seconds" -max_len=8192 -print_final_stats=1 -timeout=10 \
		-rss_limit_mb=1024 -artifact_prefix="$target/$name.crashes/" "$target/$name.found" "$@" >"$log" 2>&1 || {
		tail -n 40 "$log"
		echo "[ERROR] $name failed; repeat with $target/$name <file of $target/$name.crashes>"
		exit 1
	}
	echo "[INFO] $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s," \
		"$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1) branches"
}
fuzz rows_fuzz_decode "$seeds"
fuzz rows_fuzz_round_trip
