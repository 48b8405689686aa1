#!/bin/sh
# Builds what the benchmarks need and runs them: run.sh [--quick] [--seed N] [--only REGEX] [--rounds N]
# or those of the row filter, on what Spark jobs shuffle: run.sh --rows [--quick] [--seed N] [--captured]
# or our Hadoop codecs beside Hadoop's GzipCodec: run.sh --hadoop [--quick] [--seed N]
# or what the host pays for a block on an accelerator: run.sh --device [--hybrid | --depths] [--quick] [--seed N]
# or Parquet GZIP against parquet's own codec: run.sh --parquet [--quick] [--seed N]
# Tables, samples and JMH's log: target/bench/. MVN_OPTIONS goes to Maven's command line.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
program=Compare
case ${1:-} in
--rows)
	program=CompareRows
	shift
	;;
--hadoop)
	program=CompareHadoop
	shift
	;;
--parquet)
	program=CompareParquet
	shift
	;;
--device)
	program=CompareDevice
	shift
	;;
esac
# shellcheck disable=SC2086 # several arguments
mvn -B -q ${MVN_OPTIONS:-} -f "$root/pom.xml" -pl integration-tests/bench -am \
	-DskipTests -Duacce.native=required package
if [ $program = CompareRows ]; then
	mkdir -p "$here/target/bench"
	# Without zlib's header the run says what it skips.
	"${CC:-cc}" -std=c11 -O2 -I "$root/native/emulator" -o "$here/target/bench/weak-ratio" \
		"$here/src/main/c/weak_ratio.c" "$root/native/emulator/deflate.c" -lz || true
fi
if [ $program = CompareDevice ] || [ $program = CompareHadoop ]; then
	emulator=$("$here/emulator.sh")
	exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$here/target/classes:$here/target/lib/*" \
		"org.uacce.bench.$program" "$here/target/bench" "$emulator" "$@"
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$here/target/classes:$here/target/lib/*" \
	"org.uacce.bench.$program" "$here/target/bench" "$@"
