/*
 * view_monitor.h - the pages of versions and of the process monitor: one shape for all of them, because each
 * is facts, figures, tables and at most a few forms. Template: templates/admin/monitor.html.
 */
#ifndef WEB_VIEW_MONITOR_H
#define WEB_VIEW_MONITOR_H

#include "web/view_official.h"

struct monitor_button {
    struct str name, value, label;
    bool second, danger;
};

struct monitor_form {
    struct str title, text;
    const struct field_view *fields;
    size_t fields_n;
    const struct carried_field *carried;
    size_t carried_n;
    struct url action;
    const struct monitor_button *buttons;
    size_t buttons_n;
    bool columns; /* fields in two columns */
};

struct monitor_section {
    struct str title, text;
    const struct table_view *table; /* NULL or without rows: `empty` is shown */
    struct str empty;
    const struct link_view *links;
    size_t links_n;
};

struct monitor_view {
    struct str title, lead;
    const struct case_fact *facts;
    size_t facts_n;
    const struct figure_view *figures;
    size_t figures_n;
    const struct tab_view *tabs;
    size_t tabs_n;
    const struct filter_bar *filters; /* NULL: none */
    const struct monitor_section *sections;
    size_t sections_n;
    const struct monitor_form *forms;
    size_t forms_n;
    struct url next, first; /* of a list that goes on; empty: it does not */
};
/* The style sheets it needs. */
unsigned monitor_sheets(const struct monitor_view *v);

#endif
