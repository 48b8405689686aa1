#!/bin/sh
# Tells Spark which accelerators this host has: spark.executor.resource.uacce.discoveryScript (and
# spark.worker.resource.uacce.discoveryScript on a standalone cluster). Prints one line of JSON, the
# devices that the codec would use, most free queues first; no device is no failure, and no address.
set -eu
class=${UACCE_CLASS_FOLDER:-/sys/class/uacce}
nodes=${UACCE_DEVICE_FOLDER:-/dev}

# The text of an attribute; nothing where there is none.
attribute() {
	cat "$class/$1/$2" 2>/dev/null || :
}

# The refusals of docs/hardware.md: both formats needed, an API with our doorbells, addresses shared
# with the process by an IOMMU, not withdrawn by the kernel, and rights on the node.
usable() {
	case $1 in *[!A-Za-z0-9_.-]*) return 1 ;; esac
	attribute "$1" algorithms | grep -qx gzip || return 1
	attribute "$1" algorithms | grep -qx zlib || return 1
	case $(attribute "$1" api) in
	*_noiommu | hisi_qm_v1) return 1 ;;
	hisi_qm_v[0-9]*) ;;
	*) return 1 ;;
	esac
	flags=$(attribute "$1" flags)
	case $flags in '' | *[!0-9]*) return 1 ;; esac
	[ $((flags & 3)) -eq 1 ] || return 1
	[ "$(attribute "$1" isolate)" != 1 ] || return 1
	[ -r "$nodes/$1" ] && [ -w "$nodes/$1" ]
}

addresses=$(
	for folder in "$class"/*/; do
		name=$(basename "$folder")
		if usable "$name"; then
			free=$(attribute "$name" available_instances)
			printf '%s %s\n' "${free:-0}" "$name"
		fi
	done | sort -k1,1nr -k2,2 | awk '{ printf "%s\"%s\"", (NR > 1 ? "," : ""), $2 }'
)
printf '{"name": "uacce", "addresses": [%s]}\n' "$addresses"
