/*
 * layout.h - laying out a model that has no diagram, in layers (Sugiyama, Tagawa, Toda 1981); private to this
 * room.
 *
 * One scope (a process or a sub-process) at a time, the innermost first, from left to right:
 * layout_graph.c  nodes and edges of the scope, back edges, ranks, bends for edges over several ranks
 * layout_order.c  the order inside each rank: barycentre sweeps within the bands of lanes
 * layout_place.c  columns, bands and heights
 * layout_route.c  orthogonal lines through the channels between columns; back edges go around below
 * layout_pool.c   pools under each other
 * layout_message.c message flows between them, around the nodes
 * layout_rest.c   groups, and what stands in no pool
 */
#ifndef DRAWING_LAYOUT_H
#define DRAWING_LAYOUT_H

#include "drawing/inner.h"

#define GAP_Y 26.0       /* between nodes above each other */
#define BEND_GAP 14.0    /* the same beside a bend */
#define BAND_PAD 22.0    /* above and below what is in a lane */
#define CHANNEL 44.0     /* least room between columns */
#define TRACK 11.0       /* between lines beside each other */
#define BENDS_MAX 30000u /* past it long edges go around like back edges */
#define SCOPE_PAD 20.0
#define POOL_GAP 56.0

struct lay_node {
    uint32_t el; /* BPMN_NONE: a bend */
    uint32_t rank, band;
    double w, h;                  /* its cell */
    double ox, oy;                /* of the shape in the cell */
    double nw, nh;                /* of the shape */
    double x, y;                  /* of the cell */
    double key;                   /* barycentre */
    uint32_t pos;                 /* in its rank */
    uint32_t first_in, first_out; /* links; BPMN_NONE ends */
    bool on_way;                  /* depth-first search */
    bool reached;
};

/* A line between neighbouring ranks: a flow, or a part of one. */
struct lay_link {
    uint32_t from, to; /* nodes */
    uint32_t next_out, next_in;
    uint32_t edge;
};

enum lay_what { LAY_FLOW, LAY_EDGE };
struct lay_edge {
    enum lay_what what;
    uint32_t index;    /* in flows or edges */
    uint32_t from, to; /* nodes */
    uint32_t boundary; /* element it starts from, on the foot of `from`; or BPMN_NONE */
    bool around;       /* against the ranks, or too long: below everything */
    uint32_t first_link, n_links;
    double corridor; /* y, of one that goes around */
};

/* A vertical run in the channel after a rank. */
struct lay_run {
    uint32_t edge;
    uint32_t slot;     /* which of the edge's runs */
    double y0, y1;     /* from, to */
    uint32_t from, to; /* what is at its ends: runs that share an end may share a track */
    uint32_t rank;
    uint32_t track;
};

struct lay_rank {
    uint32_t *nodes;
    uint32_t n;
    double x, w;             /* of the column */
    double channel_x, end_x; /* where the channel after it begins and ends */
    uint32_t tracks, messages;
    double label_room;
};

struct lay_all { /* the whole model */
    struct plan *p;
    uint32_t *node_of;                    /* by element: its node while its scope is at work */
    uint32_t *band_of;                    /* by lane: the band of its first leaf */
    uint32_t *messages;                   /* by element: message flows that end there */
    uint32_t *satellite, *next_satellite; /* by element: what stands above it, chained; BPMN_NONE ends */
    bool *is_satellite;
    double *foot;  /* by element: a boundary event's line turns this far below the foot of its host */
    double *msg_x; /* by element: where the next message flow of it may run, relative to its scope */
};

struct lay { /* one scope at work */
    struct lay_all *all;
    struct plan *p;
    struct arena *a;
    const struct bpmn_model *m;
    uint32_t scope;
    VEC(struct lay_node) nodes;
    VEC(struct lay_edge) edges;
    VEC(struct lay_link) links;
    VEC(struct lay_run) runs;
    struct lay_rank *ranks; /* [0] is the channel before the first column; rank r is ranks[r + 1] */
    uint32_t n_ranks, n_bands;
    double *band_y, *band_h;
    double width, height;
};

/* False when the arena is full. */
bool lay_graph(struct lay *l);
bool lay_order(struct lay *l);
bool lay_place(struct lay *l);
bool lay_route(struct lay *l);
struct lay_rank *lay_rank_of(const struct lay *l, uint32_t rank);
double lay_port_out(const struct lay *l, const struct lay_edge *e); /* y where the edge leaves its node */
double lay_port_in(const struct lay *l, uint32_t node);
double lay_link_from(const struct lay *l, const struct lay_link *k);

/* Lays the scope out with its upper left corner at (0, 0); everything in it has places relative to that. */
bool lay_scope(struct lay_all *all, uint32_t scope, uint32_t n_bands, struct lay *out);
/* Move everything inside the scope by this much. */
void lay_shift(struct lay_all *all, uint32_t scope, double dx, double dy);
bool lay_pools(struct lay_all *all);

/* Points for all message flows whose ends are placed. `width`: of the pools. */
void lay_messages(struct lay_all *all, double width);
/* Frames of groups around their members; artifacts that belong to nothing that is placed, under `y`. */
void lay_rest(struct lay_all *all, double y);

#endif
