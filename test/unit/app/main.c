/*
 * main.c - tests of the use cases.
 */
#include "check.h"

CHECK_MAIN
