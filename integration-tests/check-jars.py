#!/usr/bin/env python3
"""Checks that the built jars hold what they should and nothing else.

    check-jars.py [--release]

Looks at the jars of the four shipped modules, where Maven puts them. With --release also at what a
release has beside them, and wants both architectures in them. Prints each finding, with what to
look at; status 1 if there is any.
"""
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
POM = "{http://maven.apache.org/POM/4.0.0}"
JAVA_17 = 61  # class file major version, JVMS table 4.1-A
MACHINE = {"x86-64": 62, "aarch64": 183}  # e_machine of the ELF header
GLIBC_FLOOR = (2, 17)
SYSTEM_LIBRARIES = {"libc.so.6", "libpthread.so.0", "ld-linux-aarch64.so.1", "ld-linux-x86-64.so.2"}

LEGAL = r"META-INF/(MANIFEST\.MF|LICENSE|NOTICE)"
MAVEN = r"META-INF/maven/org\.uacce/[^/]+/pom\.(xml|properties)"
# Hadoop's and Spark's own services would win or lose by class-path order; ours are nobody else's.
SERVICES = r"META-INF/services/org\.uacce\.[A-Za-z.]+"
NATIVE = r"linux-(x86-64|aarch64)/lib(uacce_zip\.so|isal\.so\.2)|META-INF/licenses/(isa-l|libdeflate)\.txt"
CODEC = r"org/uacce/(avro|codec|hadoop)/([a-z]+/)?[A-Za-z0-9_$-]+\.class"
PARQUET = r"org/uacce/parquet/([a-z]+/)?[A-Za-z0-9_$-]+\.class"
SPARK = r"org/uacce/spark/([a-z]+/)?[A-Za-z0-9_$-]+\.class"
JNA = r"com/sun/jna/.*|META-INF/licenses/jna/(LICENSE|AL2\.0|LGPL2\.1)"

JARS = {
    # folder, artifact: what may be in its jar, and what must
    ("native", "uacce-codec-native"): (NATIVE, ["META-INF/licenses/isa-l.txt", "META-INF/licenses/libdeflate.txt"]),
    ("codec", "uacce-codec"): (CODEC, ["org/uacce/codec/Accelerator.class"]),
    ("parquet-integration", "uacce-codec-parquet"): (PARQUET, ["org/uacce/parquet/UacceCodecFactory.class"]),
    ("spark-integration", "uacce-codec-spark"): (SPARK, ["org/uacce/spark/UaccePlugin.class"]),
}
ALL = "|".join([NATIVE, CODEC, PARQUET, SPARK, JNA])

findings = []


def found(what, fact):
    findings.append(f"{what}: {fact}")


def machine_paths():
    """What would tell where a jar was built; not a home as short as that of a user without one."""
    names = {str(ROOT), os.path.expanduser("~") + "/"}
    return [name.encode() for name in names if len(name) > 5]


def check_elf(jar, name, data):
    arch = name.split("/")[0].removeprefix("linux-")
    if data[:4] != b"\x7fELF" or struct.unpack_from("<H", data, 18)[0] != MACHINE[arch]:
        found(jar, f"{name} is no library for {arch}")
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        command = ["readelf", "--wide", "--dynamic", "--version-info", "--sections", file.name]
        text = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout
    for version in set(re.findall(r"Name: GLIBC_([0-9.]+)", text)):
        if tuple(map(int, version.split("."))) > GLIBC_FLOOR:
            found(jar, f"{name} wants glibc={version} limit={'.'.join(map(str, GLIBC_FLOOR))}")
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", text))
    ours = name.endswith("/libuacce_zip.so")
    if needed - SYSTEM_LIBRARIES - ({"libisal.so.2"} if ours else set()):
        found(jar, f"{name} needs libraries of others: {sorted(needed)}")
    if ours and "[$ORIGIN]" not in text:
        found(jar, f"{name} does not find libisal.so.2 beside itself: no RUNPATH $ORIGIN")
    if ".debug_info" in text:
        found(jar, f"{name} has debug information, with the paths of its build")


def check_entry(jar, name, data):
    ours = not name.startswith("com/sun/jna/")
    if name.endswith(".class"):
        major = struct.unpack_from(">H", data, 6)[0]
        if major > JAVA_17 or (ours and major != JAVA_17):
            found(jar, f"{name} has class version={major} wanted={JAVA_17}")
    if re.fullmatch(NATIVE, name) and not name.startswith("META-INF"):
        check_elf(jar, name, data)
    for path in machine_paths() if ours else []:
        if path in data:
            found(jar, f"{name} names the machine that built it: {path.decode()}")


def check_jar(path, allowed, needed):
    if not path.exists():
        found(path.name, "is not there: build it first")
        return
    with zipfile.ZipFile(path) as jar:
        names = [name for name in jar.namelist() if not name.endswith("/")]
        for name in sorted({name for name in names if names.count(name) > 1}):
            found(path.name, f"{name} is in it twice")
        for name in names:
            if not re.fullmatch(allowed, name):
                found(path.name, f"{name} is none of what it may hold")
            check_entry(path.name, name, jar.read(name))
        for name in sorted(set(needed) - set(names)):
            found(path.name, f"{name} is missing")


def check_manifest(path, both):
    with zipfile.ZipFile(path) as jar:
        manifest = jar.read("META-INF/MANIFEST.MF").decode().replace("\r\n ", "")
        held = {name.split("/")[0] for name in jar.namelist() if name.startswith("linux-")}
    said = {f"linux-{arch}" for arch in re.findall(r"^Native-linux-(\S+): libdeflate=\S+ isa-l=\S+", manifest, re.M)}
    if held != said:
        found(path.name, f"its manifest tells of {sorted(said)} and it holds {sorted(held)}")
    if both and held != {f"linux-{arch}" for arch in MACHINE}:
        found(path.name, f"a release has the libraries of {sorted(MACHINE)}, and this {sorted(held)}")


def check_sbom(path):
    bom = json.loads(path.read_text())
    names = {component["name"] for component in bom["components"]}
    wanted = {"jna", "slf4j-api", "libdeflate", "isa-l", "uacce-codec", "uacce-codec-parquet", "uacce-codec-native"}
    wanted |= {f"linux-{arch}/libuacce_zip.so" for arch in MACHINE}
    if names != wanted:
        found(path.name, f"lacks {sorted(wanted - names)}, has {sorted(names - wanted)} too many")
    for component in bom["components"]:
        if not component.get("licenses") or component.get("version", "unknown") == "unknown":
            found(path.name, f"{component['name']} has no licence or no version")


def check_poms():
    """What Maven Central refuses to be without."""
    parent = ElementTree.parse(ROOT / "pom.xml").getroot()
    for element in ("name", "description", "url", "licenses/license", "developers/developer", "scm/url", "scm/connection"):
        if parent.find("/".join(POM + part for part in element.split("/"))) is None:
            found("pom.xml", f"has no {element}")
    for folder, _ in JARS:
        module = ElementTree.parse(ROOT / folder / "pom.xml").getroot()
        for element in ("name", "description"):
            if module.find(POM + element) is None:
                found(f"{folder}/pom.xml", f"has no {element}")


def main(release):
    version = ElementTree.parse(ROOT / "pom.xml").getroot().find(POM + "version").text
    legal = ["META-INF/LICENSE", "META-INF/NOTICE"]
    for (folder, artifact), (allowed, needed) in JARS.items():
        base = ROOT / folder / "target" / f"{artifact}-{version}"
        check_jar(base.with_name(base.name + ".jar"), "|".join([LEGAL, MAVEN, SERVICES, allowed]), legal + needed)
        for kind in ("sources", "javadoc") if release else ():
            check_jar(base.with_name(f"{base.name}-{kind}.jar"), r".*(?<!\.class)", ["META-INF/MANIFEST.MF"])
    everything = ROOT / "spark-integration/target" / f"uacce-codec-spark-{version}-all.jar"
    needed = legal + [name for _, some in JARS.values() for name in some]
    needed += ["com/sun/jna/Native.class"] + [f"META-INF/licenses/jna/{name}" for name in ("LICENSE", "AL2.0", "LGPL2.1")]
    check_jar(everything, "|".join([LEGAL, SERVICES, ALL]), needed)
    check_manifest(everything, release)
    check_poms()
    if release:
        check_sbom(ROOT / "spark-integration/target/sbom.json")
    for finding in findings:
        print("Refused: " + finding)
    print(f"{len(findings)} findings in the jars of version {version}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main("--release" in sys.argv[1:]))
