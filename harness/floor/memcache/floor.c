/*
 * The floor of the memcache text protocol: the least that a server has to do for a reply. It
 * frames requests, stores nothing, and answers with constant bytes: one thread, one write per read.
 * What it costs, host and transport cost, and no contender can be charged with that.
 *
 * One file without a library, because everything in it is measured. Left out: everything that would
 * make it a cache, the flags of meta commands, noreply. The Node twin floor.ts answers the same
 * bytes.
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
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  /* As much as one read takes, and so the longest line; a multi-get of 250 keys fits. */
  IN_BYTES = 65536,
  /* The longest reply (memcached's largest item and its header), and so the room for replies. */
  OUT_BYTES = 1048576 + 512,
  /* VALUE k 0 0, an empty value, END. */
  REPLY_BYTES_MIN = 20,
  /* VA 0 kk, an empty value. */
  META_REPLY_BYTES_MIN = 11,
  REPLY_BYTES_MAX = 1048576,
  /* memcached's largest value; a longer one is no request of a load. */
  VALUE_BYTES_MAX = 1048576,
  LINE_END_BYTES = 2,
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
  /* Of a set's data and its line end: still to be received; `owed` is when it reaches 0. */
  size_t data;
  reply owed;
  /* Received and not yet answered: in[from .. to). */
  size_t from, to;
  /* Answered and not yet written: out[sent .. filled). */
  size_t sent, filled;
  char in[IN_BYTES];
  char out[OUT_BYTES];
} connection;

#define CONSTANT(text) {text, sizeof(text) - 1}
static const reply stored = CONSTANT("STORED\r\n");
static const reply meta_stored = CONSTANT("HD\r\n");
static const reply no_op = CONSTANT("MN\r\n");
static const reply error = CONSTANT("ERROR\r\n");
static reply value, meta_value;
static int events;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* The longest value that leaves room for its own digits, at least one, in `room`. */
static size_t value_length(size_t room) {
  size_t length = room - 1;
  while ((size_t)snprintf(NULL, 0, "%zu", length) + length > room) length--;
  return length;
}

/* A reply of `bytes` in all. A byte that the digits of the length leave over goes to the key. */
static reply make_value(size_t bytes, int is_meta) {
  size_t room = bytes - ((is_meta ? META_REPLY_BYTES_MIN : REPLY_BYTES_MIN) - 1);
  size_t length = value_length(room);
  const char *key = room == length + (size_t)snprintf(NULL, 0, "%zu", length) ? "k" : "kk";
  const char *tail = is_meta ? "\r\n" : "\r\nEND\r\n";
  char *text = malloc(bytes + 1);
  if (text == NULL) fail("malloc");
  int head = is_meta ? sprintf(text, "VA %zu k%s\r\n", length, key)
                     : sprintf(text, "VALUE %s 0 %zu\r\n", key, length);
  memset(text + head, 'v', length);
  strcpy(text + head + length, tail);
  return (reply){text, bytes};
}

static void add(connection *c, reply r) {
  memcpy(c->out + c->filled, r.bytes, r.length);
  c->filled += r.length;
}

/* The data length behind that many spaces: `set k flags expiry LENGTH`, `ms k LENGTH`; or -1. */
static long data_length(const char *line, const char *end, int behind) {
  long length = 0;
  for (int spaces = 0; spaces < behind; line++) {
    if (line == end) return -1;
    if (*line == ' ') spaces++;
  }
  if (line == end || *line < '0' || *line > '9') return -1;
  for (; line < end && *line >= '0' && *line <= '9'; line++) {
    length = length * 10 + (*line - '0');
    if (length > VALUE_BYTES_MAX) return -1;
  }
  return length;
}

static void await_data(connection *c, long bytes, reply owed) {
  if (bytes < 0) {
    add(c, error);
  } else {
    c->data = (size_t)bytes + LINE_END_BYTES;
    c->owed = owed;
  }
}

static void answer_line(connection *c, const char *line, const char *end) {
  size_t length = (size_t)(end - line);
  if (length > 4 && memcmp(line, "get ", 4) == 0) {
    add(c, value);
  } else if (length > 4 && memcmp(line, "set ", 4) == 0) {
    await_data(c, data_length(line, end, 4), stored);
  } else if (length > 3 && memcmp(line, "mg ", 3) == 0) {
    add(c, meta_value);
  } else if (length > 3 && memcmp(line, "ms ", 3) == 0) {
    await_data(c, data_length(line, end, 2), meta_stored);
  } else if (length == 2 && memcmp(line, "mn", 2) == 0) {
    add(c, no_op);
  } else {
    add(c, error);
  }
}

/* Answers whole requests. Returns 0 when it stopped because there is no room for a reply. */
static int answer(connection *c) {
  size_t longest = value.length > stored.length ? value.length : stored.length;
  for (;;) {
    if (OUT_BYTES - c->filled < longest) return 0;
    size_t received = c->to - c->from;
    if (c->data > 0) {
      size_t taken = c->data < received ? c->data : received;
      c->from += taken;
      c->data -= taken;
      if (c->data > 0) break;
      add(c, c->owed);
    } else {
      char *line = c->in + c->from;
      char *feed = memchr(line, '\n', received);
      if (feed == NULL) break;
      answer_line(c, line, feed > line && feed[-1] == '\r' ? feed - 1 : feed);
      c->from += (size_t)(feed + 1 - line);
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
  /* A line that fills the whole buffer never ends. */
  return c->to == IN_BYTES ? -1 : 0;
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
  c->data = c->from = c->to = c->sent = c->filled = 0;
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
  size_t bytes = reply_bytes(count, arguments);
  value = make_value(bytes, 0);
  meta_value = make_value(bytes, 1);
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
