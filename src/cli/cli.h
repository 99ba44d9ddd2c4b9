/*
 * cli.h - the sub-commands of `samad` and what they share: options, configuration, an opened installation.
 *
 * Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "port/tx.h"

enum exit_code { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

struct command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the command's own name */
    const char *usage;                 /* one line */
    const char *help;                  /* more, for --help */
};

/* ---- options: --name VALUE, --name=VALUE, flags; the environment's SAMAD_NAME and the configuration file
 * stand behind them (config.c) ---- */
struct option {
    const char *name; /* "data" */
    const char **value;
    bool *flag;      /* instead of value */
    const char *env; /* "SAMAD_DATA"; NULL: none */
};
/* Options out of argv; what remains is moved to the front and counted in *rest. False (after a message on
 * standard error) for an unknown option or a missing value. */
bool options_take(int argc, char **argv, const struct option *o, size_t n, int *rest);
/* "KEY = VALUE" lines of DIR/samad.conf behind what options and environment left empty. */
bool options_from_file(const char *data_dir, const struct option *o, size_t n);

/* ---- an opened installation ---- */
struct site {
    struct store *store;
    struct app *app;
    struct id_source *ids;
    struct clock clock;
    uint8_t node;
    struct str node_token;
    struct arena *arena;
};
struct site_options {
    const char *data, *store, *fonts;
    bool exclusive;     /* for `serve`: takes a node number */
    bool migrate;       /* bring the schema up to date first */
    bool bulk;          /* store_options.bulk: call store_flush() at the end */
    struct clock clock; /* now_ms NULL: the real one */
};
/* Opens store and app. The message of a failure is written to standard error. */
bool site_open(const struct site_options *o, struct site *ret);
void site_close(struct site *s);
/* Default folder of fonts: beside the program's sources or /usr/share/samad/fonts. */
/* SAMAD_FONTS, else "fonts" beside the program, else where packages put them. Not thread-safe at first use.
 */
const char *default_fonts(void);

/* "samad COMMAND: message" on standard error; returns EXIT_REFUSED. */
int refuse(const char *command, const struct err *e);

int cmd_serve(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_migrate(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_process(int argc, char **argv);
int cmd_decide(int argc, char **argv);
int cmd_feel(int argc, char **argv);
int cmd_user(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);

#endif
