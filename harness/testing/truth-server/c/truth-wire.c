/* See truth-wire.h. */
#define _GNU_SOURCE
#include "truth-wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const request_end[PROTOCOLS] = {[HTTP] = "\r\n\r\n", [MEMCACHE] = "\n", [UDP] = ""};

enum {
  DIGITS = 10,
  /* Of "GET /" and of "get t", in front of the digits. */
  LEAD_BYTES = 5,
  /* The head of an HTTP reply takes 80 bytes, what surrounds a value 45. */
  AROUND_BYTES_MAX = 128,
  /* Sixty-four printable bytes from '0' on, so that no line ends in a body. */
  BODY_FIRST = 0x30,
  BODY_MASK = 0x3f
};

static const char http_format[] =
    "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %u\r\n\r\n%s";

static char *pattern, *reply;
static uint32_t body_bytes;

/* Ten digits at `text`, or UNNUMBERED. */
static int64_t digits_of(const char *text) {
  int64_t number = 0;
  for (int at = 0; at < DIGITS; at++) {
    if (text[at] < '0' || text[at] > '9') return UNNUMBERED;
    number = number * 10 + (text[at] - '0');
  }
  return number;
}

static int64_t memcache_index(const char *line, const char *end) {
  if (end > line && end[-1] == '\r') end--;
  if (end - line != LEAD_BYTES + DIGITS || memcmp(line, "get t", LEAD_BYTES) != 0) return MALFORMED;
  int64_t index = digits_of(line + LEAD_BYTES);
  return index < 0 ? MALFORMED : index;
}

static int64_t http_index(const char *line, const char *end) {
  if (end - line < 4 || memcmp(line, "GET ", 4) != 0) return MALFORMED;
  if (end - line <= LEAD_BYTES + DIGITS || line[LEAD_BYTES - 1] != '/') return UNNUMBERED;
  char behind = line[LEAD_BYTES + DIGITS];
  return behind == ' ' || behind == '?' ? digits_of(line + LEAD_BYTES) : UNNUMBERED;
}

int64_t request_index(enum protocol protocol, const char *line, const char *end) {
  return protocol == HTTP ? http_index(line, end) : memcache_index(line, end);
}

void prepare_replies(const truth_plan *plan) {
  body_bytes = plan->reply_bytes;
  pattern = malloc(body_bytes + BODY_MASK);
  reply = malloc(body_bytes + AROUND_BYTES_MAX);
  if (pattern == NULL || reply == NULL) fail("malloc");
  for (uint32_t at = 0; at < body_bytes + BODY_MASK; at++) {
    pattern[at] = (char)((at & BODY_MASK) + BODY_FIRST);
  }
}

/* Byte k of request i is ((i + k) & 0x3f) + 0x30; of a wrong one the first is changed. */
static size_t add_body(size_t at, uint64_t index, enum fate fate) {
  memcpy(reply + at, pattern + (index & BODY_MASK), body_bytes);
  if (fate == WRONG) reply[at] ^= 1;
  return at + body_bytes;
}

static size_t http_reply(uint64_t index, enum fate fate) {
  if (fate == ERROR) {
    return (size_t)sprintf(reply, http_format, "500 Internal Server Error", 7u, "planted");
  }
  int head = sprintf(reply, http_format, "200 OK", body_bytes, "");
  return add_body((size_t)head, index, fate);
}

static size_t memcache_reply(uint64_t index, enum fate fate) {
  static const char tail[] = {'\r', '\n', 'E', 'N', 'D', '\r', '\n'};
  if (fate == ERROR) return (size_t)sprintf(reply, "SERVER_ERROR planted\r\n");
  int head = sprintf(reply, "VALUE t%010llu 0 %u\r\n", (unsigned long long)index, body_bytes);
  size_t at = add_body((size_t)head, index, fate);
  memcpy(reply + at, tail, sizeof tail);
  return at + sizeof tail;
}

static size_t datagram_reply(uint64_t index, enum fate fate) {
  uint32_t head[2] = {(uint32_t)index, fate == ERROR};
  memcpy(reply, head, sizeof head);
  return fate == ERROR ? sizeof head : add_body(sizeof head, index, fate);
}

size_t make_reply(enum protocol protocol, uint64_t index, enum fate fate, const char **made) {
  *made = reply;
  if (protocol == HTTP) return http_reply(index, fate);
  return protocol == MEMCACHE ? memcache_reply(index, fate) : datagram_reply(index, fate);
}
