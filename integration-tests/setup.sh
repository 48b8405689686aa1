# shellcheck shell=bash
# What the scripts of examples and integration-tests share; they source it. Installs what is
# missing, finds a JDK, and runs long steps so that nothing of them outlives the script.

say() {
	printf '[%4d s] %s\n' "$SECONDS" "$*"
}

die() {
	say "$*" >&2
	exit 1
}

child=
end_child() {
	[ -z "$child" ] || kill -- "-$child" 2>/dev/null || true
}
trap end_child EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Runs a command in a process group of its own, which ends with this script, whatever ends it.
run() {
	local status=0
	set -m
	"$@" </dev/null &
	child=$!
	set +m
	wait "$child" || status=$?
	child=
	return "$status"
}

# A JDK that everything here runs on: 17 at least, and below 24, where Hadoop 3.3 stops working.
find_jdk() {
	local home major homes=("${JAVA_HOME:-}")
	if command -v javac >/dev/null; then
		home=$(readlink -f "$(command -v javac)")
		homes+=("${home%/bin/javac}")
	fi
	for home in "${homes[@]}" /usr/lib/jvm/java-{17,21}-openjdk-*; do
		[ -x "${home:-/nowhere}/bin/javac" ] || continue
		major=$("$home/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
		if [ "${major:-0}" -ge 17 ] && [ "$major" -lt 24 ]; then
			export JAVA_HOME=$home
			return 0
		fi
	done
	return 1
}

need_command() {
	command -v "$1" >/dev/null || missing+=("$2")
}

need_header() {
	echo "#include <$1>" | cc -E -x c - >/dev/null 2>&1 || missing+=("$2")
}

# libFuzzer, where the distribution has it by this name; without it a test is skipped.
need_fuzzer() {
	if ! echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
		clang -fsanitize=fuzzer,address,undefined -x c -o /dev/null - >/dev/null 2>&1 &&
		apt-cache show libclang-rt-dev >/dev/null 2>&1 && ! dpkg -s libclang-rt-dev >/dev/null 2>&1; then
		missing+=(clang libclang-rt-dev)
	fi
}

find_missing() {
	missing=()
	find_jdk || missing+=("$1")
	need_command mvn maven
	need_command cc gcc
	need_command make make
	need_command cmake cmake
	need_command readelf binutils
	need_header stdio.h libc6-dev
	need_header libdeflate.h libdeflate-dev
	need_header isa-l/igzip_lib.h libisal-dev
	if [ "$purpose" = test ]; then
		need_header zlib.h zlib1g-dev
		need_command python3 python3
		need_command bgzip tabix
		need_command pigz pigz
		need_fuzzer
	fi
	if [ "$purpose" = aarch64 ] || [ "$purpose" = release ]; then
		need_command aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
		[ -e /usr/aarch64-linux-gnu/include/stdio.h ] || missing+=(libc6-dev-arm64-cross)
	fi
	if [ "$purpose" = aarch64 ]; then
		find_qemu || missing+=(qemu-user-static)
	fi
	if [ "$purpose" = release ]; then
		need_command python3 python3
		need_command git git
	fi
}

# shellcheck disable=SC2034 # aarch64.sh's
find_qemu() {
	qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64)
}

jdk_package() {
	local package
	for package in openjdk-17-jdk-headless openjdk-21-jdk-headless; do
		if apt-cache show "$package" >/dev/null 2>&1; then
			echo "$package"
			return
		fi
	done
	echo openjdk-17-jdk-headless
}

# Hadoop and Spark look up the host's own name, and end in a long stack trace where nobody knows it.
need_own_name() {
	local name
	name=$(</proc/sys/kernel/hostname)
	getent hosts "$name" >/dev/null ||
		die "Cannot run Hadoop here: this host's own name does not resolve: name=$name. Run, as root:
echo '127.0.1.1 $name' >>/etc/hosts"
}

# set_up <log folder> <build|test|aarch64|release>
set_up() {
	local purpose=$2
	local log=$1/apt-get.log install="apt-get install -y --no-install-recommends" as_root=()
	mkdir -p "$1"
	need_own_name
	find_missing a-jdk
	[ ${#missing[@]} -gt 0 ] || return 0
	if ! command -v apt-get >/dev/null; then
		die "Cannot install what is missing without apt-get: ${missing[*]}"
	fi
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
			find_missing "$(jdk_package)"
			die "Cannot install what is missing without root or sudo. Run, as root:
apt-get update && $install ${missing[*]}"
		fi
		as_root=(sudo)
	fi
	say "Installing ${missing[*]}"
	as_root+=(env DEBIAN_FRONTEND=noninteractive)
	"${as_root[@]}" apt-get update >"$log" 2>&1 || fail_with_log "$log" "apt-get update"
	find_missing "$(jdk_package)"
	# shellcheck disable=SC2086 # words, all of them
	"${as_root[@]}" $install "${missing[@]}" >>"$log" 2>&1 || fail_with_log "$log" "$install ${missing[*]}"
	find_missing a-jdk
	[ ${#missing[@]} -eq 0 ] || die "Still missing after installing: ${missing[*]}; log=$log"
}

# fail_with_log <log> <what failed>
fail_with_log() {
	tail -n 40 "$1" >&2
	die "Cannot finish: $2; the whole log: $1"
}

# maven <log> <pattern of lines to show> <arguments>: everything into the log, progress on screen.
# The array 'under' is what mvn is started by, if anything.
under=()
maven() {
	local log=$1 building='^\[INFO\] Building .*\[[0-9]+/[0-9]+\]$' shown=$2 files=0 line
	shift 2
	"${under[@]}" mvn -B "$@" 2>&1 | tee "$log" |
		grep --line-buffered -E "Downloaded from|$building${shown:+|$shown}" |
		while IFS= read -r line; do
			case $line in
			*"Downloaded from"*) ((++files % 100)) || say "  $files files downloaded" ;;
			*) say "  ${line#\[INFO\] }" ;;
			esac
		done
}
