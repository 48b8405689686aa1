#!/usr/bin/env bash
set -euo pipefail

usage() {
	cat <<'EOF'
Usage: examples/demo.sh [--scale X] [--keep] [--skip-build]

Sends TPC-H data through a Spark shuffle, Parquet files and .gz files on HDFS, with uacce-codec and
in a JVM without it, and compares the results. Installs what is missing (with root or sudo) and
builds the project first. Status 1 if anything differs.

  --scale X     TPC-H scale factor, from 0.001; 1 is 890 MB of text. Default 0.3.
  --keep        Leaves the data in examples/target/demo. Logs and results stay there in any case.
  --skip-build  Uses what an earlier build left.
  --help        This text.
EOF
}

scale=0.3
keep=false
build=true
while [ $# -gt 0 ]; do
	case $1 in
	--scale)
		scale=${2:-}
		[ $# -ge 2 ] || { usage >&2 && exit 2; }
		shift
		;;
	--keep) keep=true ;;
	--skip-build) build=false ;;
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
if ! [[ $scale =~ ^[0-9]{1,5}(\.[0-9]{1,6})?$ ]] || awk -v s="$scale" 'BEGIN { exit !(s < 0.001) }'; then
	echo "Cannot generate data: scale=$scale, a number from 0.001 to 99999 is needed" >&2
	exit 2
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$root/examples/target/demo
# shellcheck source=integration-tests/setup.sh
. "$root/integration-tests/setup.sh"

mkdir -p "$root/examples/target"
exec 9>"$work.lock"
flock -n 9 || die "Another demo is running here: $work"
forget_data() {
	$keep || rm -rf "$work"/{data,hdfs,spark,warehouse,parquet-*}
}
trap 'end_child; wait; forget_data' EXIT

# What a run leaves at its fullest, measured: 2.4 GB per unit of scale; the build takes the rest.
need_mb=$(awk -v s="$scale" 'BEGIN { printf "%d", 3000 * s + 2000 }')
free_mb=$(($(df -Pk "$root" | awk 'NR == 2 { print $4 }') / 1000))
[ "$free_mb" -ge "$need_mb" ] ||
	die "Cannot run at this scale: scale=$scale needed MB=$need_mb free MB=$free_mb in $root; give a smaller --scale"
rm -rf "$work"

say "Looking for what the build needs"
set_up "$work/logs" build
if $build; then
	log=$work/logs/build.log
	say "Building (the whole output: $log)"
	run maven "$log" "" -f "$root/pom.xml" -pl examples -am -DskipTests -Dmaven.test.skip=true \
		-Duacce.native=required package || fail_with_log "$log" "the build"
fi
jars=("$root"/spark-integration/target/uacce-codec-spark-*-all.jar)
classes=$root/examples/target/classes
class_path=$root/examples/target/stock.classpath
if ! [ -e "${jars[0]}" ] || ! [ -e "$class_path" ]; then
	die "Cannot find a build to run; leave out --skip-build"
fi

say "Built; running at scale $scale"
run "$JAVA_HOME/bin/java" -Xmx256m -cp "$classes:$(<"$class_path")" \
	org.uacce.examples.Demo "$scale" "$work" "${jars[0]}" || {
	say "FAILED; logs and results: $work"
	exit 1
}
say "PASSED"
