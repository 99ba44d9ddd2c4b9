/*
 * main.c - finds the sub-command and runs it.
 */
#include <locale.h>

#include <sodium.h>

#include "cli/cli.h"

static const struct command commands[] = {
    { "serve", cmd_serve, "serve [--data DIR] [--store URL] [--listen HOST:PORT]",
      "Serve pages, fire timers, send messages, until SIGTERM.\n"
      "  --data DIR          folder of this installation (./data)\n"
      "  --store URL         sqlite:PATH or postgresql://… (sqlite:DIR/samad.db)\n"
      "  --listen HOST:PORT  where to listen (127.0.0.1:8111)\n"
      "  --fonts DIR         folder of the Vazirmatn fonts\n"
      "  --behind-proxy      believe X-Forwarded-For and -Proto\n"
      "  --access-log        a line a request, without personal data\n"
      "  --only web|jobs     serve pages only, or timers and messages only\n" },
    { "init", cmd_init, "init [--data DIR] [--store URL] [--sample [--cases N]] [--processes DIR]",
      "Make a new installation: database, secret key, first administrator, processes.\n"
      "  --admin NAME        login of the first administrator (admin)\n"
      "  --sample            also make the sample province with its posts, people and complaints\n"
      "  --cases N           how many complaints the sample gets (400)\n"
      "  --processes DIR     folder of process packages (processes beside the program)\n" },
    { "migrate", cmd_migrate, "migrate [--data DIR] [--store URL]",
      "Bring the database to this program's schema.\n" },
    { "verify", cmd_verify, "verify [--data DIR] [--store URL]",
      "Check invariants, the ledger of every case, replay, numbers, attachments. Names the first record that "
      "is wrong.\n" },
    { "process", cmd_process, "process check|test|install|list|show|diff|migrate|draw|simulate …",
      "  check DIR|FILE…     say what is wrong with packages or BPMN files\n"
      "  test DIR…           play the scenarios of packages on a test clock\n"
      "  install DIR… [--data DIR] [--store URL]\n"
      "  list [--data DIR] [--store URL]\n"
      "  show KEY [--version N]   steps of an installed version\n"
      "  diff OLD NEW        previous and corrected side by side: folders, files or KEY@VERSION\n"
      "  migrate KEY --from N --to M [--map OLD=NEW …] [--only CODES] [--reason TEXT] [--dry-run] [--yes]\n"
      "                      move running cases to another version; --undo RUN puts them back\n"
      "  draw FILE|DIR [--format svg|png|text] [--output FILE] [--scale 1-4] [--fonts DIR]\n"
      "                      the picture of a model or package, or the same as numbered sentences\n"
      "  simulate FILE --vars JSON [--process ID] [--complete ELEMENT=JSON …] [--advance DURATION]\n" },
    { "decide", cmd_decide, "decide FILE.dmn --decision NAME|--service NAME",
      "Decide: JSON object on standard input, result as JSON on standard output.\n" },
    { "feel", cmd_feel, "feel EXPRESSION [--context JSON]",
      "Evaluate a FEEL expression; the value as JSON.\n" },
    { "user", cmd_user, "user list|password LOGIN [--data DIR] [--store URL]",
      "  list                officials and their posts\n  password LOGIN      set a password (read from "
      "standard input)\n" },
    { "backup", cmd_backup, "backup FILE [--data DIR] [--store URL]",
      "Copy the SQLite database while serving goes on.\n" },
    { "restore", cmd_restore, "restore FILE [--data DIR]",
      "Put a backup in the place of the database (not while serving).\n" },
};

static void usage(FILE *to)
{
    fprintf(to, "samad - government–citizen relations\n\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        fprintf(to, "  samad %s\n", commands[i].usage);
    fprintf(to, "\n`samad COMMAND --help` says more. Exit: 0 done, 1 refused or failed, 2 wrong usage.\n");
}

int refuse(const char *command, const struct err *e)
{
    fprintf(stderr, "samad %s: %s\n", command, e->msg[0] != '\0' ? e->msg : rc_name(e->rc));
    return EXIT_REFUSED;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    if (sodium_init() < 0) {
        fprintf(stderr, "samad: no secure random numbers\n");
        return EXIT_REFUSED;
    }
    if (argc < 2) {
        usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        for (int k = 2; k < argc; k++)
            if (strcmp(argv[k], "--help") == 0) {
                printf("samad %s\n\n%s", commands[i].usage, commands[i].help);
                return EXIT_DONE;
            }
        return commands[i].run(argc - 1, argv + 1);
    }
    fprintf(stderr, "samad: unknown command '%s'\n\n", argv[1]);
    usage(stderr);
    return EXIT_USAGE;
}
