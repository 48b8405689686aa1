/*
 * local.h - the driver over the emulated device in one process and on one thread, so that
 * nothing happens but what a test lets happen. The linker puts the functions of local.c
 * in the place of open, close, ioctl, mmap and sysconf (test/CMakeLists.txt).
 */
#ifndef UZ_LOCAL_H
#define UZ_LOCAL_H

#include "../emulator/model.h"
#include "test.h"
#include "uacce_zip.h"

/* The node of the first device of the machine. */
#define LOCAL_NODE "emulated:0"

enum { LOCAL_STORES_MAX = 1 << 20 };

/*
 * Makes the machine. With 'trap' (x86-64 alone) each store to a doorbell region faults
 * and is carried out as a single step, so that the device is told of every one.
 */
void local_open(const struct emu_profile *profile, bool trap);
void local_close(void);
struct emu_machine *local_machine(void);

/* The stores trapped so far, in order. */
struct local_store {
	uint64_t offset;
	uint64_t value;
};
extern struct local_store local_stores[LOCAL_STORES_MAX];
extern size_t local_store_count;

/* The ioctl, or the mmap of a region, fails from now on; errno 0 ends that. */
void local_fail_ioctl(uint32_t command, int error);
void local_fail_map(int region, int error);
/* What SET_QP_INFO answers from now on instead of the machine's own; all 0 ends that. */
void local_answer_depths(uint32_t sqe_bytes, uint16_t sq_depth, uint16_t cq_depth);

struct uz_queue *local_queue_open(int32_t direction, struct uz_opening *opening);
/* How many nodes are open. */
size_t local_nodes_open(void);

#endif
