/*
 * The two files of the truth server: the plan that it follows and the log that it writes, and its
 * ways of giving up. Formats and sentences are those of truth-plan.ts and truth-log.ts.
 */
#ifndef TRUTH_FILES_H
#define TRUTH_FILES_H

#include <stdint.h>

/* Nanoseconds of CLOCK_MONOTONIC. A double would lose some in the sum with the realtime clock. */
typedef int64_t instant;

/* What becomes of a reply; SERVED: it was, and its index does not count again. */
enum fate { ANSWER, ERROR, WRONG, SILENT, RESET, FATES, SERVED = 0x80 };

typedef struct {
  uint32_t first, count, other_ns, reply_bytes;
  instant *service;
  uint8_t *fates;
} truth_plan;

/* As it stands in the log. */
typedef struct {
  uint32_t index, connection;
  double arrival, start, end;
} record;

enum {
  /* The body of the largest datagram, behind its index and status. */
  REPLY_BYTES_MAX = 65499,
  EXIT_USAGE = 2
};

/* Prints what the system says of the last error, and ends. */
void fail(const char *what);

/* Ends with one sentence where the file holds no plan. */
truth_plan read_plan(const char *file);

/* Ends where the file cannot be written whole. */
void write_log(const char *file, const record *records, uint32_t count, uint32_t others);

#endif
