/*
 * main.c - the test program of forms.
 */
#include "check.h"

CHECK_MAIN
