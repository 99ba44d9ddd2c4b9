/*
 * map.c - names to numbers.
 */
#include "bpmn/map.h"

static size_t hash_of(struct str s)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    return (size_t)(h ^ (h >> 32));
}

static struct bpmn_map_slot *slot_of(const struct bpmn_map *m, struct str key)
{
    size_t i = hash_of(key) & (m->cap - 1);

    while (m->slots[i].key.p != NULL && !str_eq(m->slots[i].key, key))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

static bool grow(struct arena *a, struct bpmn_map *m)
{
    struct bpmn_map bigger = { .cap = m->cap == 0 ? 64 : m->cap * 2, .n = m->n };

    bigger.slots = ARENA_ARRAY(a, struct bpmn_map_slot, bigger.cap);
    if (bigger.slots == NULL)
        return false;
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].key.p != NULL)
            *slot_of(&bigger, m->slots[i].key) = m->slots[i];
    *m = bigger;
    return true;
}

bool bpmn_map_put(struct arena *a, struct bpmn_map *m, struct str key, uint32_t value)
{
    struct bpmn_map_slot *s;

    if (key.len == 0 || (m->n * 2 >= m->cap && !grow(a, m)))
        return false;
    s = slot_of(m, key);
    if (s->key.p != NULL)
        return false;
    *s = (struct bpmn_map_slot){ key, value };
    m->n++;
    return true;
}

bool bpmn_map_get(const struct bpmn_map *m, struct str key, uint32_t *ret)
{
    const struct bpmn_map_slot *s = m->cap == 0 || key.len == 0 ? NULL : slot_of(m, key);

    if (s == NULL || s->key.p == NULL)
        return false;
    *ret = s->value;
    return true;
}
