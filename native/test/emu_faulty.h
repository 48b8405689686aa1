/*
 * emu_faulty.h - some jobs on one queue, one of which is to have a fault, for the tests
 * that look at what became of it and of its neighbours.
 */
#ifndef EMU_FAULTY_H
#define EMU_FAULTY_H

#include "emu_bed.h"

enum { DATA_BYTES = 5000, ROOM = 6000, PLAIN_BYTES = 20000, FAULTY_OUTS = 8 };

extern struct emu_profile profile;
extern struct emu_machine *m;
extern struct bed b;
/* Job n compresses 'data', or decompresses what gives 'plain', into outs[n % 8]. */
extern uint8_t *data, *outs[FAULTY_OUTS], *plain;

void faulty_open(void);
void faulty_close(void);

/* A machine with one queue for one fault; the end tells how often it was given. */
void faulty_begin(const char *options, int direction);
int64_t faulty_end(const char *kind);

struct sqe faulty_job(uint32_t tag);
/* Jobs first, first + 1 ... behind one doorbell, and one step of the machine. */
void faulty_send(uint32_t first, uint32_t count);
bool faulty_wait(struct sqe *sqe, uint32_t *head, int seconds);
bool faulty_output_is_right(const struct sqe *sqe, uint32_t tag);
uint32_t faulty_crc(void); /* of the uncompressed bytes */
/* Three jobs in a row, the second with the fault; the others must be sound. */
struct sqe faulty_second(const char *kind, const char *more);
/* Sends three at once, the second with the fault. */
void faulty_three(const char *options, const char *rule);

#endif
