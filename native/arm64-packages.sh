#!/usr/bin/env bash
# Unpacks arm64 packages of this machine's own distribution into a folder, for the cross build and
# for what runs under qemu. Nothing is installed: apt works on a state of its own beside the folder,
# so the machine's package lists, its architectures and what is installed stay as they are.
#
#   arm64-packages.sh [--with-dependencies] <folder> <package>...
#
# Does nothing when the folder already holds them. Otherwise status 1 and one line that says why.
set -euo pipefail

fetch=(download)
if [ "${1:-}" = --with-dependencies ]; then
	fetch=(install -y --no-install-recommends --download-only)
	shift
fi
folder=${1:?usage: arm64-packages.sh [--with-dependencies] <folder> <package>...}
shift
wanted="$*"
[ "$(cat "$folder/complete" 2>/dev/null)" != "$wanted" ] || exit 0

state=$folder.apt
log=$folder.log

fail() {
	echo "Cannot get the arm64 packages $wanted: $1"
	exit 1
}

for tool in apt-get dpkg; do
	command -v $tool >/dev/null || fail "this machine has no $tool"
done
rm -rf "$folder" "$state"
mkdir -p "$folder" "$state"/{lists,archives}/partial
state=$(cd "$state" && pwd)
: >"$state/status"
# Read after the machine's own settings. Its hooks are cleared: they would tidy its own cache.
cat >"$state/apt.conf" <<END
#clear APT::Architectures;
#clear APT::Update;
#clear DPkg;
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
Dir::State "$state";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state";
Dir::Cache::archives "$state/archives";
END

# Another source's failure is none of ours; that a package is not there shows below.
apt-get -c "$state/apt.conf" update >"$log" 2>&1 || true
(cd "$state/archives" && apt-get -c "$state/apt.conf" "${fetch[@]}" "$@" 2>&1) |
	tee -a "$log" |
	awk '/^Get:/ && ++n % 20 == 0 { print "  " n " packages fetched"; fflush() }' ||
	fail "$(grep '^E: ' "$log" | head -n 1); the whole log: $log"

for package in "$state"/archives/*.deb; do
	dpkg -x "$package" "$folder" >>"$log" 2>&1 || fail "dpkg -x $package; the whole log: $log"
done
# A link to /etc is meant to stay inside; and where a distribution has merged /lib into /usr/lib, no
# unpacked package brings the link that the loader is found by.
find "$folder" -type l -lname '/*' | while read -r link; do
	ln -srfn "$folder$(readlink "$link")" "$link"
done
[ -e "$folder/lib" ] || [ ! -d "$folder/usr/lib" ] || ln -s usr/lib "$folder/lib"
rm -rf "$state"
echo "$wanted" >"$folder/complete"
