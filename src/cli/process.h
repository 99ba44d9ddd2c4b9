/*
 * process.h - what `samad process` and `samad init` share.
 */
#ifndef CLI_PROCESS_H
#define CLI_PROCESS_H

#include "app/app.h"

/* Install one package folder; says so, or what is wrong, to the terminal. */
bool install_folder(struct app *app, const char *dir);
/* `samad process test DIR…` */
int process_test(int argc, char **argv);
int process_simulate(int argc, char **argv); /* simulate.c */
/* What stands behind `samad process show|diff|migrate` (version.c). */
int process_show(int argc, char **argv);
int process_diff_command(int argc, char **argv);
int process_migrate(int argc, char **argv);
int process_draw(int argc, char **argv); /* draw.c */

#endif
