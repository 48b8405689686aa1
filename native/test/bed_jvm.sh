#!/bin/sh
# A Java virtual machine runs under uacce-emu as it does without, finds the devices, opens one, and
# costs the supervisor few notifications.
#
#   bed_jvm.sh <uacce-emu>; the current folder is for its files
set -eu

emulator=$1

fail() {
	echo "failed: $*"
	exit 1
}

command -v java >/dev/null && java --list-modules | grep -q '^jdk.compiler@' || {
	echo "skipped: no Java development kit"
	exit 77
}
status=0
"$emulator" --verbose -- java -version 2>said || status=$?
[ $status != 77 ] || {
	echo "skipped: $(tail -n 1 said)"
	exit 77
}
[ $status = 0 ] && grep -q 'version "' said || fail "java -version says: $(cat said)"

cat >List.java <<'end'
import java.io.RandomAccessFile;
import java.nio.file.*;

class List {
    static final Path CLASSES = Path.of(System.getenv("UACCE_CLASS_FOLDER"));

    public static void main(String[] arguments) throws Exception {
        try (var folders = Files.list(CLASSES)) {
            for (Path folder : (Iterable<Path>) folders.sorted()::iterator) {
                String node = System.getenv("UACCE_DEVICE_FOLDER") + "/" + folder.getFileName();
                String before = free(folder);
                try (var open = new RandomAccessFile(node, "rw")) {
                    System.out.println(folder.getFileName() + " " + before + " " + free(folder));
                }
            }
        }
        Process child = new ProcessBuilder("cat", CLASSES + "/hisi_zip-1/api").inheritIO().start();
        System.exit(child.waitFor());
    }

    static String free(Path folder) throws Exception {
        return Files.readString(folder.resolve("available_instances")).trim();
    }
}
end
"$emulator" --devices=2 --verbose -- java List.java >out 2>said || fail "it says: $(cat said)"
printf 'hisi_zip-1 64 63\nhisi_zip-4 64 63\nhisi_qm_v2\n' | cmp - out || fail "it says: $(cat out)"
asked=$(sed -n 's/.*notifications=\([0-9]*\) .*/\1/p' said)
# A few for the machine's own files; opens for reading are hundreds.
[ "$asked" -lt 100 ] || fail "notifications=$asked limit=100"
echo "passed: notifications=$asked of a compiling JVM with two opens"
