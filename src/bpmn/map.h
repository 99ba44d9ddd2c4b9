/*
 * map.h - names to numbers: open addressing in an arena; private to this room.
 */
#ifndef BPMN_MAP_H
#define BPMN_MAP_H

#include "base/arena.h"

struct bpmn_map_slot {
    struct str key; /* p == NULL: free */
    uint32_t value;
};

struct bpmn_map { /* start with { 0 } */
    struct bpmn_map_slot *slots;
    size_t n, cap;
};

/* False: the key is there already (and keeps its value) or the arena failed. Borrows `key`. */
bool bpmn_map_put(struct arena *a, struct bpmn_map *m, struct str key, uint32_t value);
bool bpmn_map_get(const struct bpmn_map *m, struct str key, uint32_t *ret);

#endif
