/*
 * assets.c - finding the built-in assets.
 *
 * Not here: serving them (web/pages/machine.c), fonts (web/server/).
 */
#include "web/assets.h"

#include "web/assets_table.h"

static const struct {
    const char *end, *type;
} types[] = {
    { ".css", "text/css; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".woff2", "font/woff2" },
    { ".png", "image/png" },
    { ".ico", "image/x-icon" },
    { ".webmanifest", "application/manifest+json" },
};

const char *asset_type(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_ends(name, str_c(types[i].end)))
            return types[i].type;
    return "application/octet-stream";
}

struct url asset_url(const char *name)
{
    for (size_t i = 0; i < asset_table_n; i++)
        if (str_eq_c(asset_table[i].name, name))
            return (struct url){ asset_table[i].address };
    return (struct url){ STR_NONE };
}

const struct asset *asset_find(struct str file)
{
    size_t prefix = sizeof("/assets/") - 1;

    for (size_t i = 0; i < asset_table_n; i++)
        if (str_eq(str_from(asset_table[i].address, prefix), file))
            return &asset_table[i];
    return NULL;
}
