/*
 * banned.h - calls that must not appear in SAMAD; included before every file by the build (-include).
 *
 * The system headers come first, so that only our own uses are poisoned.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Where the C library makes macros of them (clang, optimised), poisoning wants plain names. */
#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef gets

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gets
#pragma GCC poison gmtime localtime ctime asctime system popen mktemp tmpnam

#endif
