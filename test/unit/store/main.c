/*
 * main.c - the tests of src/store.
 */
#include "check.h"

CHECK_MAIN
