#!/usr/bin/env bash
set -euo pipefail

usage() {
	cat <<'EOF'
Usage: integration-tests/release.sh [--help]

Builds what a release consists of from the last commit: the jars with the libraries of both
architectures, their sources and documentation, and the bill of materials. It does so twice, in two
folders and two time zones; every file must come out with the same sum. Then check-jars.py looks
into the jars. What is to be published is left, with SHA256SUMS, in

    integration-tests/target/release/artifacts

Nothing is signed and nothing is uploaded: docs/releasing.md says how that is done. Tests do not run
here; verify.sh runs them. Installs what is missing (with root or sudo).
EOF
}

case ${1:-} in
'') ;;
--help) usage && exit 0 ;;
*) usage >&2 && exit 2 ;;
esac

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/integration-tests/target/release
# shellcheck source=integration-tests/setup.sh
. "$root/integration-tests/setup.sh"
set_up "$logs" release
[ -z "$(git -C "$root" status --porcelain)" ] || say "There are changes that are not committed: they are not in what is built"
rm -rf "${logs:?}"/{first,the-second-build,artifacts}

# Jars keep the modes of what is packed.
umask 022

# build <folder> <time zone>
build() {
	local folder=$logs/$1
	mkdir -p "$folder"
	git -C "$root" archive HEAD | tar -x --no-same-permissions -C "$folder"
	# Both builds are to see the same packages of the other architecture.
	if [ -d "$root/native/target/packages-arm64" ]; then
		mkdir -p "$folder/native/target"
		cp -a "$root/native/target/packages-arm64" "$folder/native/target/"
	fi
	say "Building in $1 (the whole output: $folder.log)"
	TZ=$2 run maven "$folder.log" '^\[ERROR\]' -f "$folder/pom.xml" -Prelease,aarch64 -DskipTests \
		-Duacce.native=required -pl .,native,codec,parquet-integration,spark-integration package ||
		die "Cannot build the release: log=$folder.log"
}

# Those that are published: what the tests of this project share is not.
artifacts() {
	(cd "$1" && find native codec parquet-integration spark-integration \
		\( -path '*/target/uacce-codec*.jar' ! -name '*-tests.jar' \
		-o -path '*/target/classes/linux-*/*.so*' -o -path '*/target/sbom.json' \) | LC_ALL=C sort)
}

build first UTC
# The same distribution packages, whatever was published meanwhile.
mkdir -p "$root/native/target"
rm -rf "$root/native/target/packages-arm64"
cp -a "$logs/first/native/target/packages-arm64" "$root/native/target/"
build the-second-build Pacific/Auckland

say "Comparing"
different=0
while read -r file; do
	if cmp -s "$logs/first/$file" "$logs/the-second-build/$file"; then
		say "  $(sha256sum "$logs/first/$file" | cut -c 1-16)… $file"
	else
		say "  DIFFERENT: $file"
		different=$((different + 1))
	fi
done < <(artifacts "$logs/first")
[ "$(artifacts "$logs/first")" = "$(artifacts "$logs/the-second-build")" ] || die "Two builds made different files"
[ "$different" -eq 0 ] || die "Cannot reproduce the release: files that differ=$different limit=0; see $logs"

"$logs/first/integration-tests/check-jars.py" --release || die "Cannot release these jars: see the findings above"

mkdir "$logs/artifacts"
(cd "$logs/first" && artifacts . | grep -v '/classes/' | xargs -I{} cp {} "$logs/artifacts/")
version=$(sed -n '/<artifactId>uacce-codec-parent</,/<version>/s/.*<version>\(.*\)<\/version>/\1/p' "$root/pom.xml")
mv "$logs/artifacts/sbom.json" "$logs/artifacts/uacce-codec-spark-$version-cyclonedx.json"
for module in . native codec parquet-integration spark-integration; do
	name=$(sed -n '/<parent>/,/<\/parent>/d;s/.*<artifactId>\(uacce-codec[a-z-]*\)<.*/\1/p' "$root/$module/pom.xml" | head -n 1)
	cp "$logs/first/$module/pom.xml" "$logs/artifacts/$name-$version.pom"
done
(cd "$logs/artifacts" && LC_ALL=C sha256sum -- * >SHA256SUMS)
say "The release of $(git -C "$root" rev-parse --short HEAD) is in $logs/artifacts: $(wc -l <"$logs/artifacts/SHA256SUMS") files"
