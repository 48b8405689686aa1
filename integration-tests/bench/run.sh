#!/bin/sh
# Builds what the benchmarks need and runs them: run.sh [--quick] [--seed N] [--only REGEX] [--rounds N]
# Tables, samples and JMH's log: target/bench/. MVN_OPTIONS goes to Maven's command line.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
# shellcheck disable=SC2086 # several arguments
mvn -B -q ${MVN_OPTIONS:-} -f "$root/pom.xml" -pl integration-tests/bench -am \
	-DskipTests -Duacce.native=required package
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$here/target/classes:$here/target/lib/*" \
	org.uacce.bench.Compare "$here/target/bench" "$@"
