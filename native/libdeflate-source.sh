#!/usr/bin/env bash
# Unpacks the source of this machine's own libdeflate into a folder: the distribution's build of it is
# up to half slower than its source by the same compiler (docs/adr/009). Nothing is installed: apt works
# on a state of its own beside the folder, and proves what it fetched by the distribution's signature.
#
#   libdeflate-source.sh <folder> <version of libdeflate-dev>
#
# Does nothing when the folder already holds it. Otherwise status 1 and one line that says why.
set -euo pipefail

folder=${1:?usage: libdeflate-source.sh <folder> <version>}
version=${2:?usage: libdeflate-source.sh <folder> <version>}
# What was only compiled again has the source of what it was compiled from.
version=${version%+b[0-9]*}
[ "$(cat "$folder/complete" 2>/dev/null)" != "$version" ] || exit 0

state=$folder.apt
log=$folder.log

fail() {
	rm -rf "$folder"
	echo "Cannot get the source of libdeflate $version: $1"
	exit 1
}

mkdir -p "$(dirname "$folder")"
rm -rf "$folder" "$state"
command -v apt-get >/dev/null || fail "this machine has no apt-get"
mkdir -p "$folder" "$state"/{lists,archives}/partial "$state/sources.list.d"
state=$(cd "$state" && pwd)
: >"$state/status"
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
	[ ! -e "$list" ] || sed -n 's/^deb /deb-src /p' "$list" >"$state/sources.list.d/$(basename "$list" .list).list"
done
for list in /etc/apt/sources.list.d/*.sources; do
	[ ! -e "$list" ] || sed 's/^Types:.*/Types: deb-src/' "$list" >"$state/sources.list.d/$(basename "$list")"
done
# Read after the machine's own settings. Its hooks are cleared: they would tidy its own cache.
cat >"$state/apt.conf" <<END
#clear APT::Update;
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$state/sources.list.d";
Dir::State "$state";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state";
Dir::Cache::archives "$state/archives";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
END

# Another source's failure is none of ours; that the source is not there shows below.
apt-get -c "$state/apt.conf" update >"$log" 2>&1 || true
(cd "$state/archives" && apt-get -c "$state/apt.conf" source --download-only "libdeflate=$version") >>"$log" 2>&1 ||
	fail "$(grep '^E: ' "$log" | tail -n 1); the whole log: $log"
tar -xf "$(ls "$state"/archives/libdeflate_*.orig.tar.*z)" -C "$folder" --strip-components=1 >>"$log" 2>&1 ||
	fail "tar -xf; the whole log: $log"
rm -rf "$state"
echo "$version" >"$folder/complete"
