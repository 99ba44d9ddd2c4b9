/*
 * main.c - the test program of reports.
 */
#include "check.h"
#include "port/document.h"

/* What the drawing libraries keep until the end of the process goes before the leak checker looks. */
__attribute__((constructor)) static void forget_at_exit(void)
{
    (void)atexit(documents_forget_caches);
}

CHECK_MAIN
