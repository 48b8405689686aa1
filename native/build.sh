#!/bin/sh
# Builds libuacce_zip.so for one architecture, puts it and the libisal.so.2 that it needs into
# target/classes/<platform>/, and says in one block what is missing when it cannot. What the libraries
# of each architecture were made of is written to target/native.mf, for the manifest of the jar.
#
#   build.sh <auto|required|off> [host|aarch64]
#
#   auto      something missing: a warning, exit 0, and a jar without the library
#   required  something missing: the same text as an error, exit 1
#   off       not built; libraries of earlier builds are removed
#
# A compiler error fails the build in every mode: only what is absent is forgiven.
set -eu

mode=${1:?usage: build.sh auto|required|off [host|aarch64]}
arch=${2:-host}
here=$(cd "$(dirname "$0")" && pwd)
target=$here/target
machine=$(uname -m)
missing=

case $mode in
auto | required | off) ;;
*)
	echo "[ERROR] Cannot build the native library: uacce.native=$mode; use auto, required or off"
	exit 1
	;;
esac
if [ "$arch" = host ]; then
	case $machine in
	x86_64) arch=x86-64 ;;
	*) arch=$machine ;;
	esac
fi
classes=$target/classes/linux-$arch
build=$target/cmake/$arch
parts=$target/linux-$arch.parts

lacks() {
	missing="$missing
  - $1"
}

# Whether a compiler finds a header, and a library file by its name.
has_header() {
	echo "#include <$2>" | "$1" -E -x c ${3:+-I "$3"} - >/dev/null 2>&1
}
has_library() {
	[ "$("$1" -print-file-name="$2")" != "$2" ]
}

need_tools() {
	command -v "$1" >/dev/null || lacks "a C compiler: $1"
	command -v cmake >/dev/null || lacks "cmake"
	command -v make >/dev/null || command -v ninja >/dev/null || lacks "make"
	command -v readelf >/dev/null || lacks "readelf (binutils)"
}

need_for_host() {
	install="apt-get install gcc make cmake libdeflate-dev libisal-dev zlib1g-dev"
	compiler=${CC:-cc}
	case $(uname -s)/$arch in
	Linux/x86-64 | Linux/aarch64) ;;
	*) lacks "Linux on x86_64 or aarch64: this is $(uname -s) on $machine" ;;
	esac
	need_tools "$compiler"
	command -v "$compiler" >/dev/null || return 0
	has_header "$compiler" libdeflate.h || lacks "libdeflate.h (libdeflate-dev)"
	has_library "$compiler" libdeflate.a || lacks "libdeflate.a (libdeflate-dev)"
	has_header "$compiler" isa-l/igzip_lib.h || lacks "isa-l/igzip_lib.h (libisal-dev)"
	has_library "$compiler" libisal.so.2 || lacks "libisal.so.2 (libisal2)"
}

# The packages of the other architecture are only unpacked: installing libisal-dev:arm64 would
# put out the libisal-dev of this machine.
need_for_aarch64() {
	install="apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross make cmake"
	compiler=aarch64-linux-gnu-gcc
	need_tools "$compiler"
	[ -z "$missing" ] || return 0
	why=$("$here/arm64-packages.sh" "$target/packages-arm64" libdeflate-dev libisal2 libisal-dev zlib1g-dev) ||
		lacks "$why"
}

report() {
	echo "[$1] ------------------------------------------------------------------------"
	echo "[$1] The native library for linux-$arch is not built. Missing:$missing" |
		sed "2,\$s/^/[$1]/"
	echo "[$1] Without it java.util.zip does the work: right, and 2 to 10 times slower."
	echo "[$1] To have it: $install"
	echo "[$1] ------------------------------------------------------------------------"
}

# The version of a distribution's package, of this machine or unpacked.
version_of() {
	if [ -e "$target/packages-arm64/usr/share/doc/$1/changelog.Debian.gz" ] && [ "$compiler" != "${CC:-cc}" ]; then
		gzip -dc "$target/packages-arm64/usr/share/doc/$1/changelog.Debian.gz" | sed -n '1s/.*(\(.*\)).*/\1/p'
	else
		dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo unknown
	fi
}

write_parts() {
	{
		echo "libdeflate=$(version_of libdeflate-dev)"
		echo "isa-l=$(version_of libisal2)"
		echo "compiler=$("$compiler" --version | sed '1!d;s/ /_/g')"
		echo "cmake=$(cmake --version | sed -n '1s/.* //p')"
		echo "binutils=$(readelf --version | sed -n '1s/.* //p')"
	} >"$parts"
}

write_manifest() {
	mkdir -p "$target"
	for platform in x86-64 aarch64; do
		[ ! -e "$target/linux-$platform.parts" ] ||
			echo "Native-linux-$platform: $(paste -sd ' ' "$target/linux-$platform.parts")"
	done >"$target/native.mf"
	# Maven takes no empty one.
	[ -s "$target/native.mf" ] || echo "Native: none" >"$target/native.mf"
}

if [ "$mode" = off ]; then
	rm -rf "$target"/classes/linux-* "$target"/linux-*.parts
	write_manifest
	echo "[INFO] The native library is not built: uacce.native=off"
	exit 0
fi

if [ "$arch" = aarch64 ] && [ "$machine" != aarch64 ]; then
	need_for_aarch64
	set -- "-DCMAKE_TOOLCHAIN_FILE=$here/cmake/aarch64.cmake" "-DUACCE_ZIP_PACKAGES=$target/packages-arm64"
else
	need_for_host
	set --
fi
if [ -n "$missing" ]; then
	rm -rf "$classes" "$parts"
	write_manifest
	if [ "$mode" = required ]; then
		report ERROR
		exit 1
	fi
	report WARNING
	exit 0
fi

mkdir -p "$build" "$classes"
[ -e "$build/CMakeCache.txt" ] ||
	cmake -S "$here" -B "$build" "-DUACCE_ZIP_OUTPUT=$classes" "$@" >"$target/cmake-$arch.log" 2>&1 || {
	cat "$target/cmake-$arch.log"
	exit 1
}
cmake --build "$build" --target uacce_zip
write_parts
write_manifest
