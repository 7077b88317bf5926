/* See truth-clock.h. */
#define _GNU_SOURCE
#include "truth-clock.h"

#include <string.h>
#include <time.h>

enum {
  NS_PER_S = 1000000000,
  /* The realtime clock can be set; a reading of both clocks is no older than this. */
  OFFSET_NS = 1000000,
  /* One that nothing came between takes 0.1 us; where the host is restless, it needs more tries. */
  CALM_NS = 1000,
  OFFSET_TRIES = 64
};

static instant read_clock(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * (instant)NS_PER_S + now.tv_nsec;
}

instant now(void) { return read_clock(CLOCK_MONOTONIC); }

/* Realtime less monotonic clock, from the reading that was least interrupted. */
static instant clock_offset(instant at) {
  static instant offset, read_at = INT64_MIN / 2;
  if (at - read_at < OFFSET_NS) return offset;
  instant narrowest = INT64_MAX;
  for (int try = 0; try < OFFSET_TRIES && narrowest > CALM_NS; try++) {
    instant before = now(), real = read_clock(CLOCK_REALTIME), after = now();
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    offset = real - (before + after) / 2;
  }
  read_at = at;
  return offset;
}

/* What came since cannot have come before: the realtime clock may be set by some us at any time. */
static instant empty_at = 0;

void found_nothing(instant at) { empty_at = at; }

instant arrival_of(struct msghdr *message) {
  instant at = now();
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    struct timespec stamp;
    memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
    instant real = stamp.tv_sec * (instant)NS_PER_S + stamp.tv_nsec;
    instant received = real - clock_offset(at);
    if (real == 0 || received > at) return at;
    return received < empty_at ? empty_at : received;
  }
  return at;
}
