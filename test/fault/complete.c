/*
 * complete.c - is every use case in the sweep? Reads the headers of src/app and the text of the trials: each
 * public function that takes the context of a use case (struct cx *) or the app itself is called by a trial,
 * or stands below with the reason why not. A name below that is declared no more is a fault too.
 */
#include "trial.h"

#include "base/file.h"

#define NAMES_MAX 512u

/* Only look, or reckon: what they read is read by the use cases that the trials run. */
static const char *const readers[] = {
    "official_done_get",
    "tray_urgent",
    "remedy_moves",
    "remedy_move_get",
    "picture_of_package",
    "picture_of_case",
    "picture_marked",
    "picture_figures",
    "monitor_timers",
    "monitor_instances",
    "monitor_instance",
    "monitor_get",
    "migration_choices",
    "migration_runs",
    "migration_report",
    "migration_dry_run",
    "flow_walk",
    "admin_message_get",
    "account_get",
    "account_totp_open",
    "admin_calendar_get",
    "admin_calendar_moved",
    "admin_check_case",
    "admin_check_day",
    "admin_holiday_preview",
    "admin_incident_get",
    "admin_incidents",
    "admin_last_change",
    "admin_ledger",
    "admin_letter_document",
    "admin_log",
    "admin_outbox",
    "admin_overview",
    "admin_people",
    "admin_person_get",
    "admin_post_get",
    "admin_posts",
    "admin_process_get",
    "admin_processes",
    "admin_unit_get",
    "admin_units",
    "app_calendar",
    "app_documents",
    "app_health",
    "board_get",
    "case_attachment",
    "case_check",
    "case_code_try",
    "case_attachment_of",
    "case_by_code_seen",
    "case_citizen_acts",
    "case_clock_of",
    "case_form_env",
    "case_road",
    "case_word",
    "catalogue_active",
    "catalogue_all",
    "catalogue_get",
    "catalogue_with_process",
    "desk_files_open",
    "draft_next_page",
    "draft_open",
    "act_done_before",
    "act_files_open",
    "act_title",
    "flow_replay",
    "front_office_get",
    "front_office_hours",
    "indicator_entry",
    "indicator_get",
    "official_case_of_task",
    "official_choices_of",
    "official_desks_of",
    "official_name",
    "official_posts_with",
    "official_titles_of",
    "process_front",
    "register_find",
    "register_list_get",
    "register_rows_get",
    "report_find",
    "report_letters_of",
    "report_list_get",
    "report_run",
    "respondent_units",
    "sight_as_applicant",
    "sight_is_accused",
    "sight_of_case",
    "sight_of_work",
    "stopped_clocks",
    "task_check",
    "task_form",
    "track_wait",
    "tray_of_person",
    "tray_registered_today",
    "unit_name_of",
    "verify_case",
    "migration_propose",
    "version_find",
};
/* Run inside of use cases that have trials (flow_open by every act on a case, flow_begin by registering,
 * starts_arm by an installation, what the worker does by its own trial), or are what runs a trial, or its
 * type. */
static const char *const inside[] = { "app_free",   "app_submit",      "case_begin_own",   "deliveries_run",
                                      "flow_begin", "flow_open",       "flow_places_make", "incident_retry",
                                      "starts_arm", "starts_catch_up", "starts_run",       "use_case",
                                      "x" };
/* Not part of running an office: an installation that was not made whole is made again. */
static const char *const others[] = { "sample_make" };

struct names {
    struct str v[NAMES_MAX];
    size_t n;
};

static bool name_char(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool in_table(struct str name, const char *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(name, v[i]))
            return true;
    return false;
}

/* Names before "(struct cx *cx" and "(struct app *app" in a header. */
static void declared(struct str text, struct names *list)
{
    static const char *const firsts[] = { "(struct cx *cx", "(struct app *app" };

    for (size_t i = 0; i < ARRAY_LEN(firsts); i++) {
        struct str first = str_c(firsts[i]);

        for (size_t at = str_find(text, first, 0); at != SIZE_MAX; at = str_find(text, first, at + 1)) {
            size_t from = at;

            while (from > 0 && name_char(text.p[from - 1]))
                from--;
            if (from < at && list->n < NAMES_MAX)
                list->v[list->n++] = str_sub(text, from, at - from);
        }
    }
}

/* Is it called in the text of the trials? */
static bool called(struct arena *a, struct str trials, struct str name)
{
    struct str call = arena_cat(a, name, STR("("));

    for (size_t at = str_find(trials, call, 0); at != SIZE_MAX; at = str_find(trials, call, at + 1))
        if (at == 0 || !name_char(trials.p[at - 1]))
            return true;
    return false;
}

/* All files of a folder whose names begin and end so, one behind the other. */
static struct str texts_of(struct world *w, const char *folder, const char *begin, const char *end)
{
    const char *dir = path_join(w->a, w->source, folder);
    struct str *names = NULL, all = STR(""), text;
    struct err e = { 0 };
    size_t n = 0;

    if (dir_list(w->a, dir, &names, &n, &e) != RC_OK)
        die(folder, &e);
    for (size_t i = 0; i < n; i++) {
        if (!str_starts(names[i], str_c(begin)) || !str_ends(names[i], str_c(end)) ||
            str_ends(names[i], STR("inner.h")))
            continue;
        if (file_read(w->a, path_join(w->a, dir, arena_cstr(w->a, names[i])), 1 << 20, &text, &e) != RC_OK)
            die("a source file", &e);
        all = arena_cat(w->a, all, text);
    }
    return all;
}

static int gone(const struct names *list, const char *const *v, size_t n)
{
    int faults = 0;

    for (size_t i = 0; i < n; i++) {
        bool there = false;

        for (size_t k = 0; k < list->n; k++)
            there = there || str_eq_c(list->v[k], v[i]);
        if (!there) {
            printf("  complete.c names %s, which src/app does not declare\n", v[i]);
            faults++;
        }
    }
    return faults;
}

int sweep_is_complete(struct world *w)
{
    struct str headers = texts_of(w, "src/app", "", ".h");
    struct str trials = texts_of(w, "test/fault", "trials_", ".c");
    struct names list = { .n = 0 };
    int faults;

    declared(headers, &list);
    faults = gone(&list, readers, ARRAY_LEN(readers)) + gone(&list, inside, ARRAY_LEN(inside)) +
             gone(&list, others, ARRAY_LEN(others));
    for (size_t i = 0; i < list.n; i++) {
        struct str name = list.v[i];

        if (in_table(name, readers, ARRAY_LEN(readers)) || in_table(name, inside, ARRAY_LEN(inside)) ||
            in_table(name, others, ARRAY_LEN(others)) || called(w->a, trials, name))
            continue;
        printf("  the use case %.*s has no trial\n", STR_ARG(name));
        faults++;
    }
    printf("%s  every use case has a trial: %zu functions of src/app\n", faults == 0 ? "passed" : "FAILED",
           list.n);
    return faults;
}
