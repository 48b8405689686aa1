#!/usr/bin/env bash
# Runs one of the small programs that open one door each: examples/door.sh NAME FOLDER
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
doors=$here/src/main/java/org/uacce/examples/doors
names=$(sed -n 's/^final class \([A-Za-z]*\) implements Door .*/\1/p' "$doors"/*.java | paste -sd ' ' -)
if [ $# -ne 2 ] || [[ " $names " != *" $1 "* ]]; then
	echo "Usage: examples/door.sh NAME FOLDER, where NAME is one of: $names" >&2
	exit 2
fi
jar=$(find "$here/../spark-integration/target" -maxdepth 1 -name '*-all.jar' 2>/dev/null | head -n 1)
if [ -z "$jar" ] || [ ! -e "$here/target/doors.classpath" ]; then
	echo "Cannot run $1: it is not built; run: mvn -f $here/../pom.xml package -DskipTests" >&2
	exit 1
fi
# Hive keeps its paths by reflection into java.net.
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-opens=java.base/java.net=ALL-UNNAMED \
	-cp "$here/target/classes:$jar:$(cat "$here/target/doors.classpath")" "org.uacce.examples.doors.$1" "$2"
