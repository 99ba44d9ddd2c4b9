/*
 * letter_report.h - letters that a manager has made on request, outside of the procedure's steps: reports to
 * superiors (OFF-CMP-23, OFF-INS-05). A package's letter whose kind is `report` is one.
 *
 * Not here: letters that a step of the process makes (job_letter.c), reading and printing (letter.h).
 */
#ifndef APP_LETTER_REPORT_H
#define APP_LETTER_REPORT_H

#include "app/app.h"
#include "port/case.h"

struct report_letter {
    struct str name, title;
};
struct report_letters {
    struct case_rec c;
    struct report_letter *v;
    size_t n;
};
/* What may be made of this case now: reports of the packages that it runs or ran. RC_NOT_FOUND when the actor
 * may not see the case; an empty list for one who does not manage. */
enum rc report_letters_of(struct cx *cx, struct str code, struct report_letters *ret,
                          struct err *e) MUST_CHECK;

struct report_letter_cmd {
    struct str code, name;
    struct str addressee; /* as it stands on the letter */
    struct str once;      /* of the form; the same form twice makes one letter */
};
/* Number, sign (by who asks) and file the letter, and note it in the ledger. RC_INVALID with `missing` filled
 * when the case does not know yet what the letter says; RC_DENIED when the actor does not manage. */
enum rc report_letter_make(struct cx *cx, const struct report_letter_cmd *cmd, struct str *missing,
                           struct err *e) MUST_CHECK;

#endif
