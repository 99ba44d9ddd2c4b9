/*
 * glyph.c - the small pictures inside shapes: events, tasks, gateways, markers at the foot of an activity.
 *
 * Drawn for this product in a box of 24 x 24. Only those with a direction (link, compensation) turn with a
 * picture that runs from right to left; a clock or a tool has none.
 */
#include "drawing/inner.h"

#define ENVELOPE "M4 7H20V17.5H4Z"
#define FLAP "M4 7L12 13.2L20 7"
#define RING                                                                                                 \
    "M12 3.5C16.7 3.5 20.5 7.3 20.5 12C20.5 16.7 16.7 20.5 12 20.5C7.3 20.5 3.5 16.7 3.5 12C3.5 7.3 7.3 "    \
    "3.5 "                                                                                                   \
    "12 3.5Z"
#define PENTAGON "M12 4L20 9.8L17 19.2H7L4 9.8Z"
#define TRIANGLE "M12 4.5L20 18.5H4Z"
#define BOLT "M4.5 19.5L9 6.5L14 13L19.5 4.5L15 18L10 11Z"
#define CHEVRON "M12 4L18.5 19.5L12 13L5.5 19.5Z"
#define SHEET "M6 4H18V20H6Z"
#define ARROW "M4 9.5H12.5V6L20 12L12.5 18V14.5H4Z"
#define REWIND "M12 5.5V18.5L4 12ZM20.5 5.5V18.5L12.5 12Z"
#define CROSS "M5 7.2L7.2 5L12 9.8L16.8 5L19 7.2L14.2 12L19 16.8L16.8 19L12 14.2L7.2 19L5 16.8L9.8 12Z"
#define PLUS "M10 4H14V10H20V14H14V20H10V14H4V10H10Z"

#define LINE(d)                                                                                              \
    {                                                                                                        \
        {                                                                                                    \
            DRAW_GLYPH, d                                                                                    \
        }                                                                                                    \
    }
#define SOLID(d)                                                                                             \
    {                                                                                                        \
        {                                                                                                    \
            DRAW_SOLID, d                                                                                    \
        }                                                                                                    \
    }

static const struct glyph catching[] = {
    [BPMN_ON_MESSAGE] = { .part = LINE(ENVELOPE FLAP) },
    [BPMN_ON_TIMER] = { .part = LINE(RING "M12 6.5V12L15.5 14") },
    [BPMN_ON_SIGNAL] = { .part = LINE(TRIANGLE) },
    [BPMN_ON_ERROR] = { .part = LINE(BOLT) },
    [BPMN_ON_ESCALATION] = { .part = LINE(CHEVRON) },
    [BPMN_ON_CONDITION] = { .part = LINE(SHEET "M8.5 8H15.5M8.5 12H15.5M8.5 16H15.5") },
    [BPMN_ON_LINK] = { .part = LINE(ARROW), .directed = true },
    [BPMN_ON_TERMINATE] = { .part = SOLID(RING) },
    [BPMN_ON_COMPENSATION] = { .part = LINE(REWIND), .directed = true },
    [BPMN_ON_CANCEL] = { .part = LINE(CROSS) },
    [BPMN_ON_MULTIPLE] = { .part = LINE(PENTAGON) },
};

static const struct glyph throwing[] = {
    [BPMN_ON_MESSAGE] = { .part = { { DRAW_SOLID, ENVELOPE }, { DRAW_KNOCK, FLAP } } },
    [BPMN_ON_TIMER] = { .part = LINE(RING "M12 6.5V12L15.5 14") },
    [BPMN_ON_SIGNAL] = { .part = SOLID(TRIANGLE) },
    [BPMN_ON_ERROR] = { .part = SOLID(BOLT) },
    [BPMN_ON_ESCALATION] = { .part = SOLID(CHEVRON) },
    [BPMN_ON_CONDITION] = { .part = LINE(SHEET "M8.5 8H15.5M8.5 12H15.5M8.5 16H15.5") },
    [BPMN_ON_LINK] = { .part = SOLID(ARROW), .directed = true },
    [BPMN_ON_TERMINATE] = { .part = SOLID(RING) },
    [BPMN_ON_COMPENSATION] = { .part = SOLID(REWIND), .directed = true },
    [BPMN_ON_CANCEL] = { .part = SOLID(CROSS) },
    [BPMN_ON_MULTIPLE] = { .part = SOLID(PENTAGON) },
};

static const struct glyph parallel_multiple = { .part = LINE(PLUS) };

const struct glyph *glyph_of_event(const struct bpmn_element *el)
{
    bool throws = el->kind == BPMN_END_EVENT || el->kind == BPMN_THROW_EVENT;

    if (el->trigger == BPMN_ON_NONE || (size_t)el->trigger >= ARRAY_LEN(catching))
        return NULL;
    if (el->trigger == BPMN_ON_MULTIPLE && el->many && !throws)
        return &parallel_multiple;
    return throws ? &throwing[el->trigger] : &catching[el->trigger];
}

static const struct glyph user = {
    .part = { { DRAW_GLYPH, "M12 3C14.5 3 16 5 16 7.2C16 9.6 14.4 12 12 12C9.6 12 8 9.6 8 7.2C8 5 9.5 3 12 3Z"
                            "M4 21C4 16.5 7 13.6 9.6 12.8M14.4 12.8C17 13.6 20 16.5 20 21M4 21H20" } }
};
static const struct glyph manual = {
    .part =
        LINE("M3 12.5L8.5 6.5H15C17 6.5 17 9.2 15 9.2H11.5M13 9.2H20C21.8 9.2 21.8 12 20 12H14M20 12C21.6 12 "
             "21.4 14.6 19.6 14.6H14M19 14.6C20.6 14.8 20.2 17.2 18.6 17.2H13.6M17.8 17.2C19.2 17.6 18.8 "
             "19.6 17.4 "
             "19.6H7.5L3 18")
};
static const struct glyph service = {
    .part = LINE(
        "M10.4 3H13.6L14.2 5.6L16.2 6.5L18.5 5.1L20.8 7.4L19.4 9.7L20.3 11.7L23 12.3V14.9L20.3 15.5L19.4 "
        "17.5L20.8 19.8L18.5 22L16.2 20.7L14.2 21.5L13.6 24H10.4L9.8 21.5L7.8 20.7L5.5 22L3.2 19.8L4.6 "
        "17.5L3.7 15.5L1 14.9V12.3L3.7 11.7L4.6 9.7L3.2 7.4L5.5 5.1L7.8 6.5L9.8 5.6Z"
        "M12 9.6C14.2 9.6 15.9 11.4 15.9 13.5C15.9 15.6 14.2 17.4 12 17.4C9.8 17.4 8.1 15.6 8.1 13.5C8.1 "
        "11.4 9.8 9.6 12 9.6Z")
};
static const struct glyph send = { .part = { { DRAW_SOLID, "M2 5.5H22V19H2Z" },
                                             { DRAW_KNOCK, "M2 5.5L12 13.4L22 5.5" } } };
static const struct glyph receive = { .part = LINE("M2 5.5H22V19H2ZM2 5.5L12 13.4L22 5.5") };
static const struct glyph rule = { .part = { { DRAW_SOLID, "M2.5 4.5H21.5V9H2.5Z" },
                                             { DRAW_GLYPH, "M2.5 4.5H21.5V20H2.5ZM2.5 14.5H21.5M8 9V20" } } };
static const struct glyph script = {
    .part =
        LINE("M7 2.5H19.5C16 6.5 16 8.5 18 12C20 15.5 20 18 16.8 21.5H4.5C7.8 18 7.8 15.5 5.8 12C3.8 8.5 3.8 "
             "6 7 2.5ZM8 7H15M8.4 11H15.4M9.6 15H16.6")
};

const struct glyph *glyph_of_task(enum bpmn_kind k)
{
    switch (k) {
    case BPMN_USER_TASK:
        return &user;
    case BPMN_MANUAL_TASK:
        return &manual;
    case BPMN_SERVICE_TASK:
        return &service;
    case BPMN_SEND_TASK:
        return &send;
    case BPMN_RECEIVE_TASK:
        return &receive;
    case BPMN_RULE_TASK:
        return &rule;
    case BPMN_SCRIPT_TASK:
        return &script;
    default:
        return NULL;
    }
}

static const struct glyph exclusive = { .part = SOLID(CROSS) };
static const struct glyph parallel = { .part = SOLID(PLUS) };
static const struct glyph inclusive = {
    .part = { { DRAW_GLYPH, RING },
              { DRAW_GLYPH, "M12 5C15.9 5 19 8.1 19 12C19 15.9 15.9 19 12 19C8.1 19 5 15.9 5 12C5 "
                            "8.1 8.1 5 12 5Z" } }
};
static const struct glyph event_based = {
    .part = { { DRAW_GLYPH,
                "M12 1C18.1 1 23 5.9 23 12C23 18.1 18.1 23 12 23C5.9 23 1 18.1 1 12C1 5.9 5.9 1 12 1Z" },
              { DRAW_GLYPH, "M12 3C17 3 21 7 21 12C21 17 17 21 12 21C7 21 3 17 3 12C3 7 7 3 12 3Z" },
              { DRAW_GLYPH, "M12 6.5L17.4 10.4L15.4 16.8H8.6L6.6 10.4Z" } }
};
static const struct glyph event_instantiate = {
    .part = { { DRAW_GLYPH,
                "M12 1C18.1 1 23 5.9 23 12C23 18.1 18.1 23 12 23C5.9 23 1 18.1 1 12C1 5.9 5.9 1 12 1Z" },
              { DRAW_GLYPH, "M12 5L18.8 9.9L16.2 18H7.8L5.2 9.9Z" } }
};
static const struct glyph event_parallel = {
    .part = { { DRAW_GLYPH,
                "M12 1C18.1 1 23 5.9 23 12C23 18.1 18.1 23 12 23C5.9 23 1 18.1 1 12C1 5.9 5.9 1 12 1Z" },
              { DRAW_GLYPH, "M10.4 5H13.6V10.4H19V13.6H13.6V19H10.4V13.6H5V10.4H10.4Z" } }
};
static const struct glyph complex = {
    .part = SOLID(
        "M10.7 3H13.3V8.9L17.5 4.7L19.3 6.5L15.1 10.7H21V13.3H15.1L19.3 17.5L17.5 19.3L13.3 15.1V21H10.7V15.1"
        "L6.5 19.3L4.7 17.5L8.9 13.3H3V10.7H8.9L4.7 6.5L6.5 4.7L10.7 8.9Z")
};

const struct glyph *glyph_of_gateway(const struct bpmn_element *el)
{
    switch (el->kind) {
    case BPMN_EXCLUSIVE:
        return &exclusive;
    case BPMN_PARALLEL:
        return &parallel;
    case BPMN_INCLUSIVE:
        return &inclusive;
    case BPMN_EVENT_BASED:
        return !el->instantiate ? &event_based : el->many ? &event_parallel : &event_instantiate;
    default:
        return &complex;
    }
}

static const struct glyph markers[] = {
    [MARKER_LOOP] = { .part = LINE(
                          "M8.5 20.5C5.4 19.2 3.5 16.4 3.5 13C3.5 8.3 7.3 4.5 12 4.5C16.7 4.5 20.5 8.3 20.5 "
                          "13C20.5 16.4 18.4 19.4 15.4 20.7M3.5 21H8.8V15.6") },
    [MARKER_PARALLEL] = { .part = SOLID("M4.5 3H7.5V21H4.5ZM10.5 3H13.5V21H10.5ZM16.5 3H19.5V21H16.5Z") },
    [MARKER_SEQUENTIAL] = { .part = SOLID("M3 4.5H21V7.5H3ZM3 10.5H21V13.5H3ZM3 16.5H21V19.5H3Z") },
    [MARKER_COMPENSATION] = { .part = LINE(REWIND), .directed = true },
    [MARKER_PLUS] = { .part = LINE("M2.5 2.5H21.5V21.5H2.5ZM12 6.5V17.5M6.5 12H17.5") },
    [MARKER_ADHOC] = { .part = SOLID("M3 14C5 8 9 7.5 12 10.4C15 13.4 18 13 21 9C20 15.6 15.4 17.5 12 14.4C9 "
                                     "11.6 6 11.6 "
                                     "3 14Z") },
};

const struct glyph *glyph_of_marker(enum marker m)
{
    return &markers[m];
}
