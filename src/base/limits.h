/*
 * limits.h - one table of bounds for everything that comes from outside.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_HTTP_BODY (24u << 20) /* a request with attachments */
#define LIMIT_HTTP_BODY_ANONYMOUS (24u << 20)
#define LIMIT_HTTP_FORM (256u << 10) /* urlencoded */
#define LIMIT_HTTP_URL 2048u
#define LIMIT_HTTP_HEAD (16u << 10) /* request line and headers */
#define LIMIT_FORM_FIELDS 256u
#define LIMIT_FILE_SIZE (10u << 20)
#define LIMIT_FILES_A_REQUEST 5u
#define LIMIT_FILES_A_CASE 50u
#define LIMIT_TEXT_LONG 8000u /* characters of a citizen's long text */
#define LIMIT_TEXT_SHORT 200u
#define LIMIT_XML_BYTES (8u << 20)
#define LIMIT_XML_DEPTH 200u
#define LIMIT_JSON_BYTES (8u << 20)
#define LIMIT_PACKAGE_FILES 200u
#define LIMIT_ENGINE_STEPS 10000u /* element steps in one transaction */

#endif
