/*
 * main.c - the test program of the room.
 */
#include "check.h"

CHECK_MAIN
