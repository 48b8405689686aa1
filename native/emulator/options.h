/*
 * options.h - the command line of uacce-emu.
 */
#ifndef EMU_OPTIONS_H
#define EMU_OPTIONS_H

#include "model.h"

#include <sys/types.h>

enum { EMU_FAULTS_MAX = 64, EMU_FAULT_BYTES = 512 };

struct emu_options {
	struct emu_profile profile;
	const char *faults[EMU_FAULTS_MAX];
	int fault_count;
	int help, verbose, stats;
	const char *stats_file;                   /* NULL: stderr */
	const char *control;                      /* NULL: none */
	const char *class_folder, *device_folder; /* both or neither */
	mode_t node_mode;
	char **command; /* NULL behind the last */
};

/* 0, or -1 after saying what is wrong. */
int emu_options_parse(struct emu_options *o, int argc, char **argv);
void emu_options_help(void);

#endif
