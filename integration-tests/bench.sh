#!/usr/bin/env bash
set -euo pipefail

usage() {
	cat <<'EOF'
Usage: integration-tests/bench.sh [--quick] [options]

Builds what it needs and measures this codec beside java.util.zip, Hadoop's codecs, Spark's lz4,
snappy and zstd, aircompressor, GKL and Parquet's own, on rows of TPC-H, bytes that Spark jobs
shuffle, Parquet pages, JSON and random bytes; and what an accelerator's host pays for a block, on an
emulated one where cmake and a C compiler are. Leaves bench/target/bench/bench.{md,json}, samples.csv
and charts; a run that is not quick also writes report and charts into docs.

  --quick         6 minutes on 2 idle cores, one JVM for each; else three, and 40 minutes.
  --seed N        Repeats the data of a run that printed this seed.
  --compare FILE  Measures the data of an earlier run of the same kind again, and ends with status 3 if
                  anything of ours got worse than in its bench.json, by its ratio to java.util.zip 1 in
                  the same run: by a twentieth, and by a quarter in quick runs.
  --result FILE   Measures nothing: reports, draws and compares the bench.json of an earlier run.
  --publish       Writes report and charts into docs in any case.
  --no-publish    Leaves docs alone in any case.
  --peers REGEX   Only those whose names match.
  --generated     Made-up shuffle streams and column pages instead of Spark's: half a minute less.
  --no-jobs       No Spark jobs end to end, and no shuffle over a shaped network.
  --millis N      For each JVM, instead of what the kind of run has.
  --help          This text.

A JVM of Java 25 (JAVA25_HOME, else the first in /usr/lib/jvm) is needed for aircompressor-v3 alone.
The shuffle between two executors needs unshare (util-linux), ip and tc (iproute2) and 4 GiB, as root
or where users may have namespaces: it shapes loopback in a network namespace of its own and nothing
else on the machine. What a machine does not have is skipped, and the report says why.
MVN_OPTIONS goes to Maven's command line.
EOF
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
here=$root/integration-tests/bench
arguments=()
publish=(--publish)
chosen=false
while [ $# -gt 0 ]; do
	case $1 in
	--help) usage && exit 0 ;;
	--publish) publish=(--publish) chosen=true ;;
	--no-publish) publish=() chosen=true ;;
	--seed | --compare | --result | --peers | --millis)
		[ $# -gt 1 ] || { usage >&2 && exit 2; }
		# What is no whole run is no news for the documentation.
		case $1 in --peers | --millis) $chosen || publish=() ;; esac
		arguments+=("$1" "$2")
		shift
		;;
	--quick | --generated | --no-jobs)
		$chosen || publish=()
		arguments+=("$1")
		;;
	*) usage >&2 && exit 2 ;;
	esac
	shift
done

# Java 25's class files; the rest runs on the JDK that the build uses.
for java25 in "${JAVA25_HOME:-}" /usr/lib/jvm/*25* ""; do
	[ -x "$java25/bin/java" ] && "$java25/bin/java" -version 2>&1 | grep -q 'version "2[5-9]' && break
done
[ -z "$java25" ] || arguments+=(--java25 "$java25/bin/java")

echo "building"
# shellcheck disable=SC2086 # several arguments
mvn -B -q ${MVN_OPTIONS:-} -f "$root/pom.xml" -pl integration-tests/bench -am \
	-DskipTests -Duacce.native=required package
# Without a C compiler the report says what it skips.
if emulator=$("$here/emulator.sh" 2>/dev/null); then
	arguments+=(--emulator "$emulator")
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -cp "$here/target/classes:$here/target/lib/*" \
	org.uacce.bench.Bench "$here/target/bench" --docs "$root/docs" "${arguments[@]}" "${publish[@]}"
