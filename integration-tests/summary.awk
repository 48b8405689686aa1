# Adds up CTest's lines in Maven's log and Surefire's reports, with the reason of every skip. Ends
# with status 1 if anything failed, or if nothing ran. Variables: built (true or false: whether
# Maven succeeded), errors (error lines in its log, such as that of a test JVM that crashed and left
# no report), demo and faulty (the demo, without a device and on one that gives faults: passed, failed
# or skipped), jars (check-jars.py, likewise), aarch64 (passed or failed; empty: not run, or skipped
# with a line of its log), emulated (skipped: uacce-emu could not run; its log says why).

function attribute(name) {
	return match($0, "[ <]" name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
}

# On one line, and no longer than one is read.
function reason(text) {
	text = attribute("message")
	# An assumption's reason is where a failure has its stack trace.
	if (text == "" && match($0, /<!\[CDATA\[.*/)) {
		text = substr($0, RSTART + 9)
		sub(/\]\]>.*/, "", text)
		sub(/^[A-Za-z0-9_.]+: (Assumption failed: )?/, "", text)
	}
	gsub(/&#10;/, " ", text)
	return substr(text, 1, 300)
}

# [INFO] lines of Maven may stand before what CTest prints.
/% tests passed, [0-9]+ tests? failed out of [0-9]+/ {
	match($0, /passed, [0-9]+/)
	broken = substr($0, RSTART + 8, RLENGTH - 8)
	total = $NF
	failed += broken
	passed += total - broken
}
# CTest counts what was skipped as passed, and what is disabled not at all.
/^[\t ]+[0-9]+ - .* \((Skipped|Disabled)\)$/ {
	skipped++
	if (/Skipped\)$/)
		passed--
	print "skipped: ctest " $0
}

/^\[WARNING\] .*tests .*are skipped: / {
	skipped++
	print "skipped: " substr($0, 11)
}

/^uacce-emu: Cannot/ { refused = substr($0, 12) }

# What tests on an emulated device count at their end.
/^\[INFO\] On emulated devices|^Device[A-Za-z]*Test.*requests=/ { print }

/^<testsuite / {
	bad = attribute("failures") + attribute("errors")
	failed += bad
	skipped += attribute("skipped")
	passed += attribute("tests") - bad - attribute("skipped")
}
/^ *<testcase / { test = attribute("classname") "." attribute("name") }
/^ *<skipped/ { print "skipped: " test ": " reason() }
/^ *<(failure|error)[ >]/ { print "failed: " test ": " reason() }

END {
	if (passed + failed == 0) {
		print "failed: no test ran"
		failed++
	} else if ((built == "false" || errors > 0) && failed == 0) {
		print "failed: the build; see its errors above"
		failed++
	}
	if (jars == "passed") passed++
	if (jars == "failed") { failed++; print "failed: integration-tests/check-jars.py; see its findings above" }
	if (jars == "skipped") { skipped++; print "skipped: integration-tests/check-jars.py: the build failed before it" }
	if (demo == "passed") passed++
	if (demo == "failed") { failed++; print "failed: examples/demo.sh" }
	if (demo == "skipped") { skipped++; print "skipped: examples/demo.sh: the build failed before it" }
	if (faulty == "passed") passed++
	if (faulty == "failed") { failed++; print "failed: examples/demo.sh --faults" }
	if (faulty == "skipped") { skipped++; print "skipped: examples/demo.sh --faults: " (emulated == "skipped" ? "uacce-emu: " refused : "the build failed before it") }
	if (aarch64 == "passed") passed++
	if (aarch64 == "failed") { failed++; print "failed: integration-tests/aarch64.sh" }
	if (emulated == "skipped") { skipped++; print "skipped: the device tests of a JVM: uacce-emu: " refused }
	printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
	exit failed > 0
}
