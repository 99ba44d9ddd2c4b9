/*
 * fuzz_package.c - the texts of a package that somebody installs: up to the first zero byte process.json,
 * then texts/fa.po, register.json, service.json; the process itself is a small sound one (fuzz_bpmn has the
 * other kind).
 *
 * Invariant: a package that is refused says why.
 */
#include <assert.h>

#include "app/package.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MODEL                                                                                                \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"                                                             \
    "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\""                                     \
    " xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" targetNamespace=\"x\">"                            \
    "<process id=\"P\" isExecutable=\"true\"><startEvent id=\"s\"/>"                                         \
    "<userTask id=\"t\" name=\"کار\"><extensionElements><zeebe:formDefinition formId=\"f\"/>"             \
    "<zeebe:assignmentDefinition candidateGroups=\"EXP\"/></extensionElements></userTask>"                   \
    "<endEvent id=\"e\"/><sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/>"                           \
    "<sequenceFlow id=\"b\" sourceRef=\"t\" targetRef=\"e\"/></process></definitions>"
#define FORM                                                                                                 \
    "{\"type\":\"default\",\"id\":\"f\",\"components\":[{\"type\":\"textfield\",\"key\":\"a\","              \
    "\"label\":\"نام\"}]}"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)32 << 20);
    struct str rest = { (const char *)data, size };
    struct package_file files[] = { { STR("forms/f.json"), STR(FORM) }, { STR("process.bpmn"), STR(MODEL) },
                                    { STR("process.json"), STR_NONE },  { STR("texts/fa.po"), STR_NONE },
                                    { STR("register.json"), STR_NONE }, { STR("service.json"), STR_NONE } };
    struct package_problems problems = { 0 };
    const struct package *p = NULL;
    struct err e = { 0 };
    size_t n = 2;
    enum rc rc;

    if (a == NULL || size > 65536)
        return 0;
    while (n < ARRAY_LEN(files) && rest.len > 0)
        files[n++].content = str_cut(&rest, '\0');
    rc = package_read(a, files, n, &problems, &p, &e);
    if (rc != RC_OK)
        assert(problems.n > 0 || e.msg[0] != '\0');
    else
        assert(p != NULL && p->title.len > 0);
    return 0;
}
