/*
 * place.c - a small HTML state machine: where does the next byte or slot stand?
 *
 * Stricter than a browser: what a browser would have to guess is refused. Not here: whether tags are
 * balanced.
 */
#include "template/translate.h"

static bool space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == ':' || c == '_';
}

static bool refuse(const char **why, const char *what)
{
    *why = what;
    return false;
}

static bool name_add(char name[PLACE_NAME_MAX], char c)
{
    size_t n = strlen(name);

    if (n + 1 >= PLACE_NAME_MAX)
        return false;
    name[n] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    return true;
}

static bool one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static bool url_attribute(const char *name)
{
    static const char *const list[] = { "href", "src",        "action", "formaction", "cite",       "poster",
                                        "data", "xlink:href", "ping",   "manifest",   "background", NULL };

    return one_of(name, list);
}

static bool forbidden_attribute(const char *name)
{
    static const char *const list[] = { "style", "srcdoc", "srcset", "imagesrcset", NULL };

    return strncmp(name, "on", 2) == 0 || one_of(name, list);
}

bool place_is_inline(struct str tag)
{
    static const char *const list[] = { "a",    "abbr",   "b",        "bdi",    "bdo",      "button",
                                        "cite", "code",   "data",     "del",    "dfn",      "em",
                                        "i",    "img",    "input",    "ins",    "kbd",      "label",
                                        "mark", "meter",  "q",        "s",      "select",   "small",
                                        "span", "strong", "sub",      "sup",    "svg",      "time",
                                        "u",    "var",    "textarea", "output", "progress", NULL };
    char name[PLACE_NAME_MAX] = { 0 };

    for (size_t i = 0; i < tag.len; i++)
        if (!name_add(name, tag.p[i]))
            return false;
    return one_of(name, list);
}

static bool tag_begins(struct place *p, const char **why)
{
    static const char *const never[] = { "style", "iframe", "object",   "embed",
                                         "base",  "frame",  "frameset", NULL };

    if (one_of(p->tag, never))
        return refuse(why, "this element is not allowed (no inline style, no embedding)");
    if (p->raw[0] != '\0' && !(p->closing && strcmp(p->tag, p->raw) == 0))
        return refuse(why, "a tag inside <title>, <textarea> or <script>");
    return true;
}

/* The ">" of a tag. */
static bool tag_ends(struct place *p, const char **why)
{
    static const char *const raw[] = { "title", "textarea", "script", NULL };

    if (p->closing) {
        if (strcmp(p->tag, "pre") == 0 || strcmp(p->tag, "textarea") == 0)
            p->preserve = false;
        memset(p->raw, 0, sizeof(p->raw));
    } else {
        if (strcmp(p->tag, "script") == 0 && !p->has_src)
            return refuse(why, "a script without src: the Content-Security-Policy forbids inline script");
        if (strcmp(p->tag, "pre") == 0 || strcmp(p->tag, "textarea") == 0)
            p->preserve = true;
        if (one_of(p->tag, raw))
            memcpy(p->raw, p->tag, sizeof(p->raw));
    }
    p->state = PLACE_TEXT;
    p->has_src = p->closing = p->need_break = false;
    memset(p->tag, 0, sizeof(p->tag));
    memset(p->attr, 0, sizeof(p->attr));
    return true;
}

static bool attribute_named(struct place *p, const char **why)
{
    if (forbidden_attribute(p->attr))
        return refuse(why, "style, srcdoc, srcset and on… attributes are not allowed");
    if (strcmp(p->attr, "src") == 0)
        p->has_src = true;
    return true;
}

static bool value_begins(struct place *p, char c, const char **why)
{
    p->url_part = 0;
    if (space(c))
        return true;
    if (c == '>')
        return refuse(why, "an attribute without its value");
    if (c == '"' || c == '\'') {
        p->state = PLACE_QUOTED;
        p->quote = c;
        return true;
    }
    p->state = PLACE_UNQUOTED;
    return true;
}

static bool in_quoted(struct place *p, char c, const char **why)
{
    if (c == p->quote) {
        p->state = PLACE_IN_TAG;
        p->need_break = true;
        p->quote = 0;
        p->url_part = 0;
        memset(p->attr, 0, sizeof(p->attr));
        return true;
    }
    if (!url_attribute(p->attr))
        return true;
    if (p->url_part == 's')
        return refuse(why, "nothing may follow a slot in an address: build the whole struct url in C");
    if (p->url_part == 0)
        p->url_part = c == '#' ? '#' : c == '/' || c == '.' ? 'l' : 'x';
    else if (p->url_part == 'x' && c == ':')
        return refuse(why, "a literal address with a scheme: use a struct url");
    return true;
}

static bool in_tag(struct place *p, char c, const char **why)
{
    if (space(c) || c == '/') {
        p->need_break = false;
        return true;
    }
    if (c == '>')
        return tag_ends(p, why);
    if (p->need_break)
        return refuse(why, "a space is missing in this tag");
    if (!name_char(c))
        return refuse(why, "a strange character in a tag");
    p->state = PLACE_ATTR_NAME;
    memset(p->attr, 0, sizeof(p->attr));
    return name_add(p->attr, c) || refuse(why, "a very long name");
}

static bool in_attr_name(struct place *p, char c, const char **why)
{
    if (p->state == PLACE_ATTR_NAME && name_char(c))
        return name_add(p->attr, c) || refuse(why, "a very long name");
    if (p->state == PLACE_ATTR_NAME && !attribute_named(p, why))
        return false;
    if (c == '=') {
        p->state = PLACE_BEFORE_VALUE;
        return true;
    }
    if (space(c)) {
        p->state = PLACE_AFTER_NAME;
        return true;
    }
    p->need_break = p->state == PLACE_ATTR_NAME;
    p->state = PLACE_IN_TAG;
    return in_tag(p, c, why);
}

static bool in_tag_name(struct place *p, char c, const char **why)
{
    if (p->tag[0] == '\0' && !p->closing && c == '/') {
        p->closing = true;
        return true;
    }
    if (p->tag[0] == '\0' && !p->closing && c == '!') {
        p->state = PLACE_DECLARATION;
        return true;
    }
    if (name_char(c))
        return name_add(p->tag, c) || refuse(why, "a very long name");
    if (p->tag[0] == '\0')
        return refuse(why, "a lone '<': write &lt;");
    if (!tag_begins(p, why))
        return false;
    p->state = PLACE_IN_TAG;
    p->need_break = true;
    return in_tag(p, c, why);
}

static bool in_unquoted(struct place *p, char c, const char **why)
{
    if (space(c) || c == '>') {
        if (url_attribute(p->attr))
            return refuse(why, "an address must stand in quotes");
        p->state = PLACE_IN_TAG;
        return in_tag(p, c, why);
    }
    return name_char(c) || c == '.' || c == '#' || c == '%' || refuse(why, "this value must stand in quotes");
}

bool place_byte(struct place *p, char c, const char **why)
{
    switch (p->state) {
    case PLACE_TEXT:
        if (c == '<') {
            p->state = PLACE_TAG_NAME;
            memset(p->tag, 0, sizeof(p->tag));
            p->closing = false;
        } else if (strcmp(p->raw, "script") == 0 && !space(c)) {
            return refuse(why, "inline script: the Content-Security-Policy forbids it");
        }
        return true;
    case PLACE_TAG_NAME:
        return in_tag_name(p, c, why);
    case PLACE_IN_TAG:
        return in_tag(p, c, why);
    case PLACE_ATTR_NAME:
    case PLACE_AFTER_NAME:
        return in_attr_name(p, c, why);
    case PLACE_BEFORE_VALUE:
        return value_begins(p, c, why);
    case PLACE_QUOTED:
        return in_quoted(p, c, why);
    case PLACE_UNQUOTED:
        return in_unquoted(p, c, why);
    case PLACE_DECLARATION:
        if (c == '>')
            p->state = PLACE_TEXT;
        return true;
    }
    return false;
}

bool place_slot(struct place *p, enum slot_place *ret, const char **why)
{
    switch (p->state) {
    case PLACE_TEXT:
        if (strcmp(p->raw, "script") == 0)
            return refuse(why, "a slot inside <script>");
        *ret = p->raw[0] != '\0' ? SLOT_IN_PLAIN : SLOT_IN_TEXT;
        return true;
    case PLACE_QUOTED:
        *ret = SLOT_IN_ATTR;
        if (!url_attribute(p->attr) || p->url_part == '#')
            return true;
        if (p->url_part != 0)
            return refuse(why, "only one struct url may stand in an address, and nothing beside it");
        *ret = SLOT_IN_URL;
        p->url_part = 's';
        return true;
    case PLACE_BEFORE_VALUE:
    case PLACE_UNQUOTED:
        return refuse(why, "a slot in an attribute without quotes");
    case PLACE_DECLARATION:
        return refuse(why, "a slot in a declaration");
    default:
        return refuse(why, "a slot in place of a name");
    }
}

bool place_boundary(struct place *p, const char **why)
{
    switch (p->state) {
    case PLACE_TEXT:
    case PLACE_QUOTED:
    case PLACE_IN_TAG:
        return true;
    case PLACE_TAG_NAME:
        if (p->tag[0] == '\0' || !tag_begins(p, why))
            return p->tag[0] == '\0' ? refuse(why, "a statement in place of a name") : false;
        p->state = PLACE_IN_TAG;
        p->need_break = true;
        return true;
    case PLACE_ATTR_NAME:
    case PLACE_AFTER_NAME:
        if (!attribute_named(p, why))
            return false;
        p->need_break = p->state == PLACE_ATTR_NAME;
        p->state = PLACE_IN_TAG;
        memset(p->attr, 0, sizeof(p->attr));
        return true;
    default:
        return refuse(why, "a statement may not stand here");
    }
}

bool place_join(struct place *into, const struct place *other)
{
    struct place a = *into, b = *other;
    bool in_url = a.state == PLACE_QUOTED && url_attribute(a.attr);

    into->need_break = a.need_break || b.need_break;
    into->has_src = a.has_src && b.has_src;
    if (in_url && a.url_part != b.url_part)
        into->url_part = a.url_part == 0 ? b.url_part : a.url_part; /* something may stand there */
    return a.state == b.state && a.quote == b.quote && a.closing == b.closing && a.preserve == b.preserve &&
           strcmp(a.tag, b.tag) == 0 && strcmp(a.attr, b.attr) == 0 && strcmp(a.raw, b.raw) == 0 &&
           (!in_url || a.url_part == b.url_part || a.url_part == 0 || b.url_part == 0);
}
