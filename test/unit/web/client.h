/*
 * client.h - a raw HTTP client for the tests: bytes out, bytes in.
 */
#ifndef TEST_WEB_CLIENT_H
#define TEST_WEB_CLIENT_H

#include "base/arena.h"

int client_connect(uint16_t port);
void client_send(int fd, struct str bytes);
/* Read `responses` whole answers, or to the end of the connection. *closed: the server has closed. */
struct str client_read(struct arena *a, int fd, int responses, bool *closed);
/* One connection: send, read one answer, and see whether the server closes. */
struct str client_ask(struct arena *a, uint16_t port, struct str request, bool *closed);

int client_status(struct str response);
struct str client_header(struct str response,
                         const char *name);  /* of the first answer; STR_NONE when absent */
struct str client_body(struct str response); /* what follows the first head */

#endif
