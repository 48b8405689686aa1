#!/usr/bin/env python3
"""Adds to a CycloneDX file what Maven knows nothing of: the libraries of the native build.

    sbom.py <sbom.json> <native/target>

For each architecture that was built: libuacce_zip.so with the compiler that made it, and the
distribution's libdeflate and ISA-L, in the versions that build.sh found. Run twice it changes nothing.
"""
import hashlib
import json
import pathlib
import platform
import sys

UPSTREAM = {
    "libdeflate": ("MIT", "https://github.com/ebiggers/libdeflate"),
    "isa-l": ("BSD-3-Clause", "https://github.com/intel/isa-l"),
}
PACKAGE = {"libdeflate": "libdeflate", "isa-l": "libisal"}  # the distribution's source packages
DEB_ARCHITECTURE = {"x86-64": "amd64", "aarch64": "arm64"}


def sha256(path):
    return [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}]


def parts(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def third_party(name, version, arch, distribution):
    licence, home = UPSTREAM[name]
    return {
        "type": "library",
        "bom-ref": f"linux-{arch}/{name}",
        "name": name,
        "version": version,
        "licenses": [{"license": {"id": licence}}],
        "purl": f"pkg:deb/{distribution}/{PACKAGE[name]}@{version}?arch={DEB_ARCHITECTURE[arch]}",
        "externalReferences": [{"type": "website", "url": home}],
    }


def main(sbom, target):
    bom = json.loads(sbom.read_text())
    distribution = platform.freedesktop_os_release().get("ID", "linux")
    components, dependencies = [], []
    for arch in DEB_ARCHITECTURE:
        folder = target / "classes" / f"linux-{arch}"
        if not folder.is_dir():
            continue
        used = parts(target / f"linux-{arch}.parts")
        ours = f"linux-{arch}/libuacce_zip.so"
        components.append(
            {
                "type": "library",
                "bom-ref": ours,
                "name": ours,
                "version": bom["metadata"]["component"]["version"],
                "hashes": sha256(folder / "libuacce_zip.so"),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "properties": [
                    {"name": f"uacce:{tool}", "value": used[tool]} for tool in ("compiler", "cmake", "binutils")
                ],
            }
        )
        for name in UPSTREAM:
            components.append(third_party(name, used[name], arch, distribution))
        # libdeflate is linked in; of ISA-L this very file is in the jar.
        components[-1]["hashes"] = sha256(folder / "libisal.so.2")
        dependencies.append({"ref": ours, "dependsOn": [f"linux-{arch}/{name}" for name in UPSTREAM]})
    if not components:
        sys.exit("Cannot complete the bill of materials: no native library in " + str(target))
    bom["components"] = [c for c in bom["components"] if not c["bom-ref"].startswith("linux-")] + components
    native = next(c["bom-ref"] for c in bom["components"] if c["name"] == "uacce-codec-native")
    bom["dependencies"] = [d for d in bom["dependencies"] if not d["ref"].startswith("linux-")] + dependencies
    for entry in bom["dependencies"]:
        if entry["ref"] == native:
            entry["dependsOn"] = [d["ref"] for d in dependencies]
    sbom.write_text(json.dumps(bom, indent=2, ensure_ascii=False) + "\n")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
