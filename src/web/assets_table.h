/*
 * assets_table.h - the built-in assets, as tools/assets.c writes them. Read them through web/assets.h.
 */
#ifndef WEB_ASSETS_TABLE_H
#define WEB_ASSETS_TABLE_H

#include "web/assets.h"

extern const struct asset asset_table[];
extern const size_t asset_table_n;

#endif
