/*
 * The three protocols of the truth server as bytes: which index a request names, and what is
 * answered. The same bytes as in truth-wire.ts; a test holds that. Sockets are truth-server.c's.
 */
#ifndef TRUTH_WIRE_H
#define TRUTH_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "truth-files.h"

enum protocol { HTTP, MEMCACHE, UDP, PROTOCOLS };

enum {
  /* u32 index, then zeros. */
  DATAGRAM_BYTES = 16,
  /* "GET " and the end of a request: none that counts is shorter. */
  REQUEST_BYTES_MIN = 8,
  MALFORMED = -1,
  /* It names no index. */
  UNNUMBERED = -2
};

/* What ends a request over a stream. */
extern const char *const request_end[PROTOCOLS];

/* Of the request line .. end, which is where its end begins: its index, or one of the above. */
int64_t request_index(enum protocol protocol, const char *line, const char *end);

/* Takes the memory of all replies; before the first one. */
void prepare_replies(const truth_plan *plan);

/* The next reply, in memory that is reused. Returns its length. */
size_t make_reply(enum protocol protocol, uint64_t index, enum fate fate, const char **reply);

#endif
