/*
 * opens.h - the opens of device nodes that clients hold: each with its queue, its
 * regions, and the file that stands for it in the client.
 *
 * One thread calls these. The device reads and writes the memory of the process that
 * opened the node, whoever uses the descriptor later: that is whose memory the kernel
 * lets it share.
 *
 * The file in the client is a memfd, exchanged for that of a region when the client maps
 * it. When the kernel has dropped the last reference to all of them (close, exit, kill,
 * and the end of each mapping, as for the real node), the queue is closed.
 */
#ifndef EMU_OPENS_H
#define EMU_OPENS_H

#include "model.h"
#include "regions.h"

#include <sys/stat.h>
#include <sys/types.h>

/* The regions' files, and that which stands for the node before one is mapped. */
enum { EMU_FILE_NODE = EMU_REGIONS, EMU_FILES };

struct emu_open {
	struct emu_open *next;
	struct emu_queue *queue;
	struct emu_client client;
	struct emu_regions regions;
	pid_t process;
	int pidfd; /* of the process: a dead one's number may be another's */
	struct {
		int watch; /* -1: never given to the client, or gone from it */
		dev_t device;
		ino_t inode;
	} file[EMU_FILES];
};

struct emu_opens {
	struct emu_machine *machine;
	uint32_t page_bytes;
	int inotify;
	struct emu_open *first;
};

int emu_opens_init(struct emu_opens *opens, struct emu_machine *machine,
		   uint32_t page_bytes);
/* Closes all queues. */
void emu_opens_end(struct emu_opens *opens);

/* Takes a queue for a process: 0, or what open(2) is to answer. */
int emu_open_take(struct emu_opens *opens, uint32_t device, pid_t process,
		  struct emu_open **open);
void emu_open_drop(struct emu_opens *opens, struct emu_open *open);

/* What ioctl(2) is to answer a thread of whatever process. */
int emu_open_ioctl(struct emu_open *open, pid_t thread, uint32_t command,
		   uint64_t argument);

/*
 * A new descriptor of ours to give to the client, by the access mode of 'flags', or a
 * negative errno. 'which' is a region or EMU_FILE_NODE. Close it whether or not the
 * client got it: from then on the client's references are all there are.
 */
int emu_open_file(struct emu_opens *opens, struct emu_open *open, int which, int flags);

/* Which open a client's file is, and which of its files; or NULL. */
struct emu_open *emu_opens_find(struct emu_opens *opens, const struct stat *file,
				int *which);
/* Closes the queues of which the clients have nothing any more. Never waits. */
void emu_opens_collect(struct emu_opens *opens);

#endif
