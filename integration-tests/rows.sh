#!/bin/sh
# Prints what the row filter does to the bytes of real shuffles, against zstd and lz4 as Spark runs
# them: rows.sh [rounds]. UACCE_SEED repeats a run; MVN_OPTIONS goes to Maven's command line.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
module=integration-tests/spark-4
target=$root/$module/target
# shellcheck disable=SC2086 # several arguments
mvn -B -q ${MVN_OPTIONS:-} -f "$root/pom.xml" -pl $module -am -DskipTests -Duacce.native=required install
# shellcheck disable=SC2086
mvn -B -q ${MVN_OPTIONS:-} -f "$root/pom.xml" -pl $module \
	org.apache.maven.plugins:maven-dependency-plugin:build-classpath "-Dmdep.outputFile=$target/rows.classpath"
opens=
for package in java.io java.lang java.lang.invoke java.net java.nio java.util java.util.concurrent \
	sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
	opens="$opens --add-opens=java.base/$package=ALL-UNNAMED"
done
cd "$target"
# shellcheck disable=SC2086
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g $opens --add-modules=jdk.incubator.vector \
	${UACCE_SEED:+"-Duacce.seed=$UACCE_SEED"} -cp "test-classes:$(cat rows.classpath)" \
	org.uacce.scenarios.RowNumbers "$@"
