# Fails unless, in the machine code of LIBRARY, each doorbell is one 64-bit store right behind its
# barrier, and a completion's phase is followed by its own. No emulated device and no x86 machine
# can show that one of them is missing: what the compiler made of src/mmio.h and src/barrier.h is all
# that can be looked at without hardware.
if(PROCESSOR STREQUAL "aarch64")
  set(barrier "dsb\tsy")
  set(store "str\tx[0-9]+, \\[x[0-9]+\\]")
  set(completion "dsb\tld")
else()
  set(barrier "sfence *")
  set(store "mov +%r[a-z0-9]+,\\(%r[a-z0-9]+\\)")
  set(completion "") # loads of write-back memory are not reordered there
endif()

execute_process(COMMAND "${OBJDUMP}" -d --no-show-raw-insn "${LIBRARY}"
  OUTPUT_VARIABLE code RESULT_VARIABLE status)
string(REGEX MATCHALL "\t${barrier}\n" barriers "${code}")
string(REGEX MATCHALL "\t${barrier}\n[^\n]*\t${store} *\n" doorbells "${code}")
string(REGEX MATCHALL "\t${completion}" completions "${code}")
list(LENGTH barriers barrier_count)
list(LENGTH doorbells doorbell_count)
if(status OR barrier_count LESS 1 OR NOT barrier_count EQUAL doorbell_count OR NOT completions)
  list(LENGTH completions completion_count)
  message(FATAL_ERROR "The doorbell's instructions are not those of src/mmio.h and src/barrier.h: "
    "library=${LIBRARY} objdump=${status} barriers=${barrier_count} "
    "followed by one 64-bit store=${doorbell_count} completion barriers=${completion_count}")
endif()
