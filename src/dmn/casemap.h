/*
 * casemap.h - upper and lower case of single characters, in no locale.
 */
#ifndef DMN_CASEMAP_H
#define DMN_CASEMAP_H

#include "base/defs.h"

uint32_t char_lower(uint32_t c);
uint32_t char_upper(uint32_t c);

#endif
