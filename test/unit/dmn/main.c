/*
 * main.c - the test program of the dmn room.
 */
#include "check.h"

CHECK_MAIN
