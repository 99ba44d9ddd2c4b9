/*
 * totp.h - time-based one-time passwords (RFC 6238, SHA-1, six digits, 30 seconds).
 */
#ifndef APP_TOTP_H
#define APP_TOTP_H

#include "base/arena.h"

/* A new secret of 160 bits in base32 (RFC 4648), as authenticator programs take it. */
struct str totp_secret_new(struct arena *a);
/* otpauth://totp/… for a QR code. */
struct str totp_uri(struct arena *a, struct str secret, struct str login, struct str issuer);
/* The time step whose code this is, among the present one and its neighbours; -1: none. */
int64_t totp_step_of(struct str secret, struct str code, int64_t now_ms);
/* The six-digit code of a step, for tests. False for a secret that is no base32. */
bool totp_code(struct str secret, int64_t step, char ret[7]);

#endif
