/*
 * inline_turn.c - a turn at a queue whose device has no thread: what has become due is
 * completed first, then the driver looks.
 */
#include "uacce_zip.h"

int32_t uz_driver_turn(struct uz_queue *queue, struct uz_turn *turn);
void emu_shim_catch_up(void);

int32_t uz_queue_turn(struct uz_queue *queue, struct uz_turn *turn)
{
	emu_shim_catch_up();
	return uz_driver_turn(queue, turn);
}
