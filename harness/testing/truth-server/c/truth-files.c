/* See truth-files.h. All systems that it runs on are little endian, as the files are. */
#include "truth-files.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char plan_magic[] = "TPTRUTH1";
static const char log_magic[] = "TPTRLOG1";
/* No request is in service for longer: an hour. */
static const double service_ns_max = 3.6e12;

enum { MAGIC_BYTES = 8, PLAN_HEAD_BYTES = 24, PLAN_BYTES_PER_REQUEST = 9 };

void fail(const char *what) {
  perror(what);
  exit(1);
}

__attribute__((format(printf, 2, 3))) static void refuse(const char *file, const char *format, ...) {
  va_list values;
  va_start(values, format);
  fprintf(stderr, "--plan: %s: ", file);
  vfprintf(stderr, format, values);
  fputc('\n', stderr);
  exit(EXIT_USAGE);
}

static uint8_t *read_file(const char *file, size_t *bytes) {
  FILE *from = fopen(file, "rb");
  if (from == NULL || fseek(from, 0, SEEK_END) < 0) refuse(file, "%s", strerror(errno));
  *bytes = (size_t)ftell(from);
  rewind(from);
  uint8_t *content = malloc(*bytes + 1);
  if (content == NULL || fread(content, 1, *bytes, from) != *bytes) {
    refuse(file, "%s", strerror(errno));
  }
  fclose(from);
  return content;
}

static void check_head(const char *file, const uint8_t *content, size_t bytes) {
  if (bytes < PLAN_HEAD_BYTES) {
    refuse(file, "received %zu bytes, expected at least %d; write it anew", bytes, PLAN_HEAD_BYTES);
  }
  if (memcmp(content, plan_magic, MAGIC_BYTES) != 0) {
    refuse(file, "does not begin with %s; expected the plan of a truth server", plan_magic);
  }
  uint32_t count;
  memcpy(&count, content + MAGIC_BYTES + sizeof count, sizeof count);
  size_t expected = PLAN_HEAD_BYTES + (size_t)count * PLAN_BYTES_PER_REQUEST;
  if (bytes != expected) {
    refuse(file, "received %zu bytes, expected %zu for %u requests; write it anew", bytes, expected,
           count);
  }
}

static void check_plan(const char *file, const truth_plan *plan, const double *service) {
  if ((uint64_t)plan->first + plan->count > 1ULL << 32) {
    refuse(file, "received %u requests from %u on, expected indices below 2^32", plan->count,
           plan->first);
  }
  if (plan->reply_bytes < 1 || plan->reply_bytes > REPLY_BYTES_MAX) {
    refuse(file, "replyBytes: received %u, expected 1 to %d", plan->reply_bytes, REPLY_BYTES_MAX);
  }
  for (uint32_t at = 0; at < plan->count; at++) {
    /* Not as < 0, which is false for what is no number. */
    if (!(service[at] >= 0 && service[at] <= service_ns_max)) {
      refuse(file, "service time %u is not between 0 and 1 h", at);
    }
  }
  for (uint32_t at = 0; at < plan->count; at++) {
    if (plan->fates[at] < FATES) continue;
    refuse(file, "fate %u: received %u, expected 0 to %d", at, plan->fates[at], FATES - 1);
  }
}

truth_plan read_plan(const char *file) {
  size_t bytes;
  uint8_t *content = read_file(file, &bytes);
  check_head(file, content, bytes);
  uint32_t numbers[4];
  memcpy(numbers, content + MAGIC_BYTES, sizeof numbers);
  truth_plan plan = {numbers[0], numbers[1], numbers[2], numbers[3], NULL, NULL};
  const double *service = (const double *)(content + PLAN_HEAD_BYTES);
  plan.fates = content + PLAN_HEAD_BYTES + (size_t)plan.count * sizeof(double);
  check_plan(file, &plan, service);
  plan.service = malloc(((size_t)plan.count + 1) * sizeof *plan.service);
  if (plan.service == NULL) fail("malloc");
  for (uint32_t at = 0; at < plan.count; at++) plan.service[at] = llround(service[at]);
  return plan;
}

void write_log(const char *file, const record *records, uint32_t count, uint32_t others) {
  FILE *to = fopen(file, "wb");
  if (to == NULL) fail(file);
  uint32_t numbers[2] = {count, others};
  fwrite(log_magic, 1, MAGIC_BYTES, to);
  fwrite(numbers, sizeof *numbers, 2, to);
  fwrite(records, sizeof *records, count, to);
  if (ferror(to) || fclose(to) != 0) fail(file);
}
