/*
 * The floor of HTTP/1.1: the least that a server has to do for a reply. It finds where requests
 * end, reads nothing else of them, and answers with constant bytes: one thread, one write per read.
 * What it costs, host and transport cost, and no contender can be charged with that.
 *
 * One file without a library, because everything in it is measured. Left out: chunked requests,
 * which are refused, Expect, Upgrade and Connection. The Node twin floor.ts answers the same bytes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  /* As much as one read takes, and so the longest head. */
  IN_BYTES = 65536,
  /* Replies of one write; each has room alone. */
  OUT_BYTES = 1048576 + 512,
  /* HTTP/1.1 200 OK, Content-Length: 0, and no body. */
  REPLY_BYTES_MIN = 38,
  REPLY_BYTES_MAX = 1048576,
  /* Enough for any body, and no number that a double does not hold. */
  LENGTH_DIGITS_MAX = 15,
  HEAD_END_BYTES = 4,
  /* More sockets than this become ready in the next round. */
  EVENTS_MAX = 64,
  BACKLOG = 1024,
  EXIT_USAGE = 2
};

typedef struct {
  const char *bytes;
  size_t length;
} reply;

typedef struct {
  int socket;
  /* Of a request's body: still to be received; `owed` is when it reaches 0. */
  size_t body;
  reply owed;
  /* A request was refused: nothing behind it can be framed. */
  int is_over;
  /* Received and not yet answered: in[from .. to). */
  size_t from, to;
  /* Answered and not yet written: out[sent .. filled). */
  size_t sent, filled;
  char in[IN_BYTES];
  char out[OUT_BYTES];
} connection;

#define CONSTANT(text) {text, sizeof(text) - 1}
static const reply refusal =
    CONSTANT("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
/* The answer to HEAD is the head of the answer to all others. */
static reply whole, head_only;
static int events;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* A reply of `bytes` in all. A byte that the digits of the length leave over is a second blank. */
static void make_reply(size_t bytes) {
  size_t room = bytes - (REPLY_BYTES_MIN - 1);
  size_t length = room - 1;
  while ((size_t)snprintf(NULL, 0, "%zu", length) + length > room) length--;
  int is_full = room == length + (size_t)snprintf(NULL, 0, "%zu", length);
  const char *blanks = is_full ? " " : "  ";
  char *text = malloc(bytes + 1);
  if (text == NULL) fail("malloc");
  int head = sprintf(text, "HTTP/1.1 200 OK\r\nContent-Length:%s%zu\r\n\r\n", blanks, length);
  memset(text + head, 'v', length);
  whole = (reply){text, bytes};
  head_only = (reply){text, (size_t)head};
}

static void add(connection *c, reply r) {
  memcpy(c->out + c->filled, r.bytes, r.length);
  c->filled += r.length;
}

static int begins(const char *line, const char *end, const char *name) {
  size_t length = strlen(name);
  return (size_t)(end - line) >= length && strncasecmp(line, name, length) == 0;
}

/* The number that is all of `[text, end)` but for blanks around it; or -1. */
static long number(const char *text, const char *end) {
  long value = 0;
  while (text < end && (*text == ' ' || *text == '\t')) text++;
  while (text < end && (end[-1] == ' ' || end[-1] == '\t')) end--;
  if (text == end || end - text > LENGTH_DIGITS_MAX) return -1;
  for (; text < end; text++) {
    if (*text < '0' || *text > '9') return -1;
    value = value * 10 + (*text - '0');
  }
  return value;
}

/* Bytes of the body behind the head `[line, end)`, of whole lines; -1 where that is not stated. */
static long body_length(const char *line, const char *end) {
  const char *name = "content-length:";
  long length = 0;
  while (line < end && length >= 0) {
    const char *feed = memchr(line, '\n', (size_t)(end - line));
    const char *line_end = feed > line && feed[-1] == '\r' ? feed - 1 : feed;
    if (begins(line, line_end, name)) length = number(line + strlen(name), line_end);
    if (begins(line, line_end, "transfer-encoding:")) length = -1;
    line = feed + 1;
  }
  return length;
}

static void answer_head(connection *c, const char *head, const char *end) {
  reply owed = begins(head, end, "HEAD ") ? head_only : whole;
  long length = body_length(head, end);
  if (length < 0) {
    add(c, refusal);
    c->is_over = 1;
  } else if (length == 0) {
    add(c, owed);
  } else {
    c->body = (size_t)length;
    c->owed = owed;
  }
}

/* Answers whole requests. Returns 0 when it stopped because there is no room for a reply. */
static int answer(connection *c) {
  size_t longest = whole.length > refusal.length ? whole.length : refusal.length;
  while (!c->is_over) {
    if (OUT_BYTES - c->filled < longest) return 0;
    size_t received = c->to - c->from;
    if (c->body > 0) {
      size_t taken = c->body < received ? c->body : received;
      c->from += taken;
      c->body -= taken;
      if (c->body > 0) break;
      add(c, c->owed);
    } else {
      const char *head = c->in + c->from;
      const char *end = memmem(head, received, "\r\n\r\n", HEAD_END_BYTES);
      if (end == NULL) break;
      answer_head(c, head, end + 2);
      c->from += (size_t)(end + HEAD_END_BYTES - head);
    }
  }
  memmove(c->in, c->in + c->from, c->to - c->from);
  c->to -= c->from;
  c->from = 0;
  return 1;
}

/* Writes what is answered. Returns -1 when the connection is gone. */
static int flush(connection *c) {
  while (c->sent < c->filled) {
    ssize_t wrote = send(c->socket, c->out + c->sent, c->filled - c->sent, MSG_NOSIGNAL);
    if (wrote < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
    c->sent += (size_t)wrote;
  }
  c->sent = c->filled = 0;
  return 0;
}

static void wait_for(connection *c, int operation, unsigned what) {
  struct epoll_event event = {.events = what, .data.ptr = c};
  if (epoll_ctl(events, operation, c->socket, &event) < 0) fail("epoll_ctl");
}

/* Answers what is there and writes it; a client that does not read is not read from. */
static int serve(connection *c, int was_blocked) {
  for (;;) {
    int answered_all = answer(c);
    if (flush(c) < 0) return -1;
    if (c->filled > 0) {
      if (!was_blocked) wait_for(c, EPOLL_CTL_MOD, EPOLLOUT);
      return 0;
    }
    if (answered_all) break;
  }
  if (was_blocked) wait_for(c, EPOLL_CTL_MOD, EPOLLIN);
  /* A head that fills the whole buffer never ends. */
  return c->is_over || c->to == IN_BYTES ? -1 : 0;
}

/* Returns -1 when the connection is gone. */
static int ready(connection *c) {
  if (c->filled > 0) {
    if (flush(c) < 0) return -1;
    return c->filled > 0 ? 0 : serve(c, 1);
  }
  ssize_t received = recv(c->socket, c->in + c->to, IN_BYTES - c->to, 0);
  if (received == 0) return -1;
  if (received < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  c->to += (size_t)received;
  return serve(c, 0);
}

static void welcome(int listener) {
  int one = 1;
  int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0) {
    if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
    fail("accept4");
  }
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  /* Pages that are never written cost nothing, so the large buffers are cheap. */
  connection *c = malloc(sizeof *c);
  if (c == NULL) fail("malloc");
  c->socket = socket;
  c->is_over = 0;
  c->body = c->from = c->to = c->sent = c->filled = 0;
  wait_for(c, EPOLL_CTL_ADD, EPOLLIN);
}

static int listen_on_loopback(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr *any = (struct sockaddr *)&address;
  if (listener < 0) fail("socket");
  if (bind(listener, any, length) < 0 || listen(listener, BACKLOG) < 0) fail("listen");
  if (getsockname(listener, any, &length) < 0) fail("getsockname");
  printf("{\"ready\":{\"port\":%d}}\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

/* All other options (memory, threads) are accepted: what stores nothing keeps every limit. */
static size_t reply_bytes(int count, char **arguments) {
  const char *option = "--reply-bytes=";
  const char *text = "220";
  for (int at = 1; at < count; at++) {
    if (strncmp(arguments[at], option, strlen(option)) == 0) text = arguments[at] + strlen(option);
  }
  char *end;
  unsigned long bytes = strtoul(text, &end, 10);
  if (*text == '\0' || *end != '\0' || bytes < REPLY_BYTES_MIN || bytes > REPLY_BYTES_MAX) {
    fprintf(stderr, "--reply-bytes: received \"%s\", expected %d to %d\n", text, REPLY_BYTES_MIN,
            REPLY_BYTES_MAX);
    exit(EXIT_USAGE);
  }
  return bytes;
}

static void end(int signal) {
  (void)signal;
  _exit(0);
}

int main(int count, char **arguments) {
  make_reply(reply_bytes(count, arguments));
  signal(SIGTERM, end);
  events = epoll_create1(EPOLL_CLOEXEC);
  if (events < 0) fail("epoll_create1");
  int listener = listen_on_loopback();
  struct epoll_event listening = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(events, EPOLL_CTL_ADD, listener, &listening) < 0) fail("epoll_ctl");
  struct epoll_event found[EVENTS_MAX];
  for (;;) {
    int number = epoll_wait(events, found, EVENTS_MAX, -1);
    if (number < 0 && errno != EINTR) fail("epoll_wait");
    for (int at = 0; at < number; at++) {
      connection *c = found[at].data.ptr;
      if (c == NULL) {
        welcome(listener);
      } else if (ready(c) < 0) {
        close(c->socket);
        free(c);
      }
    }
  }
}
