/*
 * main.c - the test program of reports.
 */
#include "check.h"
#include "port/document.h"

/* What the drawing libraries keep until the end of the process, so that the leak checker sees only ours. */
__attribute__((destructor)) static void free_caches(void)
{
    documents_forget_caches();
}

CHECK_MAIN
