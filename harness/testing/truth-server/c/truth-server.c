/*
 * A server whose service times are known: one server, first in first out by the index of the
 * request. Request i departs at the deadline d_i = max(a_i, d_i-1) + S_i of its plan, and when it
 * came, began and departed is written down. Measuring tools are held against that.
 *
 * One thread without a library that spins on a core of its own: it never sleeps, because who sleeps
 * is late by as long as waking up takes. Its files are truth-files.c's, its bytes truth-wire.c's;
 * the twin in TypeScript has the same of both. Left out: all that load generators do not send.
 *
 *   truth-server --protocol=http|memcache|udp --plan=FILE --log=FILE
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "truth-clock.h"
#include "truth-files.h"
#include "truth-options.h"
#include "truth-wire.h"

enum {
  /* The longest request, and as much as one read takes. */
  IN_BYTES = 16384,
  /* Sixty-four replies of the largest kind. Who has more unread is cut off. */
  OUT_BYTES = 4194304,
  /* Twenty-six seconds of 5,000 requests a second: more than any case lets wait. */
  QUEUE_MAX = 131072,
  BACKLOG = 4096,
  /* A pause of two seconds at 5,000 requests a second must fit. */
  RECEIVE_BUFFER_BYTES = 8388608,
  /* Sockets, or datagrams, in one look: all of them before a request is chosen; while one is in
   * service as many as can be read within WATCH_NS. What is left is ready in the next look. */
  LOOK_MAX = 4096,
  LOOK_IN_SERVICE_MAX = 128,
  /* With less than this to go the clock is watched and nothing else. */
  WATCH_NS = 200000,
  /* Handing a reply to the kernel takes 5 to 30 microseconds; what takes this long was a pause. */
  HAND_OVER_NS_MAX = 50000
};

typedef struct {
  int socket;
  uint32_t number;
  /* Requests in the queue, and the last one's place there. */
  uint32_t waiting;
  uint64_t last_key;
  int is_gone;
  /* Received and not yet a whole request: in[0 .. received). */
  size_t received;
  /* Answered and not yet written: out[sent .. filled); NULL where all is written. */
  size_t sent, filled;
  char *out;
  char in[IN_BYTES];
} connection;

typedef struct {
  /* The index, but never before an earlier request of the same connection. */
  uint64_t key;
  /* Order of arrival, between equal keys. */
  uint64_t turn;
  uint64_t index;
  instant arrival;
  /* NULL for a datagram, which came from `from`. */
  connection *c;
  struct sockaddr_in from;
} request;

static truth_plan plan;
static enum protocol protocol;
static int events, door;
static volatile sig_atomic_t is_ended;

static request queue[QUEUE_MAX];
static size_t queued;
static uint64_t turns, unnumbered;

static record *records;
static uint32_t recorded, others;

static int is_before(const request *a, const request *b) {
  return a->key < b->key || (a->key == b->key && a->turn < b->turn);
}

static void enqueue(request r) {
  r.key = r.index;
  r.turn = turns++;
  if (r.c != NULL) {
    if (r.c->waiting++ > 0 && r.c->last_key > r.key) r.key = r.c->last_key;
    r.c->last_key = r.key;
  }
  size_t at = queued++;
  for (; at > 0 && is_before(&r, &queue[(at - 1) / 2]); at = (at - 1) / 2) {
    queue[at] = queue[(at - 1) / 2];
  }
  queue[at] = r;
}

static request dequeue(void) {
  request first = queue[0], moved = queue[--queued];
  size_t at = 0;
  for (size_t below; (below = 2 * at + 1) < queued; at = below) {
    if (below + 1 < queued && is_before(&queue[below + 1], &queue[below])) below++;
    if (!is_before(&queue[below], &moved)) break;
    queue[at] = queue[below];
  }
  queue[at] = moved;
  return first;
}

static void free_if_done(connection *c) {
  if (!c->is_gone || c->waiting > 0) return;
  free(c->out);
  free(c);
}

/* Its requests in the queue are served all the same: others must not be sooner for it. */
static void close_connection(connection *c, int is_reset) {
  if (c->is_gone) return;
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  if (is_reset) setsockopt(c->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(c->socket);
  c->is_gone = 1;
}

static void take_request(int64_t index, instant arrival, connection *c) {
  uint64_t number = index == UNNUMBERED ? unnumbered++ : (uint64_t)index;
  enqueue((request){.index = number, .arrival = arrival, .c = c});
}

/* Puts whole requests into the queue. Returns -1 where something else came. */
static int take_requests(connection *c, instant arrival) {
  const char *mark = request_end[protocol];
  size_t mark_bytes = strlen(mark), from = 0;
  char *end;
  while ((end = memmem(c->in + from, c->received - from, mark, mark_bytes)) != NULL) {
    int64_t index = request_index(protocol, c->in + from, end);
    if (index == MALFORMED) return -1;
    take_request(index, arrival, c);
    from = (size_t)(end - c->in) + mark_bytes;
  }
  memmove(c->in, c->in + from, c->received - from);
  c->received -= from;
  return c->received == IN_BYTES ? -1 : 0;
}

static ssize_t receive(int socket, struct iovec room, struct sockaddr_in *from, instant *arrival) {
  union {
    char bytes[CMSG_SPACE(sizeof(struct timespec))];
    struct cmsghdr aligned;
  } control;
  struct msghdr message = {.msg_name = from,
                           .msg_namelen = from == NULL ? 0 : sizeof *from,
                           .msg_iov = &room,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  ssize_t bytes = recvmsg(socket, &message, MSG_DONTWAIT);
  if (bytes >= 0) *arrival = arrival_of(&message);
  return bytes;
}

static int is_for_later(void) { return errno == EAGAIN || errno == EINTR; }

static void read_requests(connection *c) {
  /* What one read may hold must find room, or whole requests would lie where nobody looks. */
  if (queued + IN_BYTES / REQUEST_BYTES_MIN > QUEUE_MAX) return;
  instant arrival;
  struct iovec room = {c->in + c->received, IN_BYTES - c->received};
  ssize_t bytes = receive(c->socket, room, NULL, &arrival);
  if (bytes < 0 && is_for_later()) return;
  c->received += bytes > 0 ? (size_t)bytes : 0;
  if (bytes <= 0 || take_requests(c, arrival) < 0) close_connection(c, 0);
}

static void read_datagrams(int most) {
  for (; most > 0 && queued < QUEUE_MAX; most--) {
    request r = {.c = NULL};
    uint8_t bytes[DATAGRAM_BYTES + 1];
    ssize_t length = receive(door, (struct iovec){bytes, sizeof bytes}, &r.from, &r.arrival);
    if (length < 0) return;
    if (length != DATAGRAM_BYTES) continue;
    uint32_t index;
    memcpy(&index, bytes, sizeof index);
    r.index = index;
    enqueue(r);
  }
}

static void watch(connection *c, int operation, unsigned what) {
  struct epoll_event event = {.events = what, .data.ptr = c};
  if (epoll_ctl(events, operation, c->socket, &event) < 0) fail("epoll_ctl");
}

/* One a look: opening a thousand at once would delay what is in service by milliseconds. */
static void welcome(void) {
  static uint32_t connections;
  int one = 1, socket = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0) return;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
  connection *c = malloc(sizeof *c);
  if (c == NULL) fail("malloc");
  /* All but the buffer, whose pages cost nothing until they are used. */
  memset(c, 0, offsetof(connection, in));
  c->socket = socket;
  c->number = connections++;
  watch(c, EPOLL_CTL_ADD, EPOLLIN);
}

/* Writes what an earlier write left over. */
static void write_rest(connection *c) {
  ssize_t wrote = send(c->socket, c->out + c->sent, c->filled - c->sent, MSG_NOSIGNAL);
  if (wrote < 0 && !is_for_later()) close_connection(c, 0);
  c->sent += wrote > 0 ? (size_t)wrote : 0;
  if (c->is_gone || c->sent < c->filled) return;
  free(c->out);
  c->out = NULL;
  c->sent = c->filled = 0;
  watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

/* One look at the sockets, at most at so many of them. */
static void look(int most) {
  static struct epoll_event found[LOOK_MAX];
  instant began = now();
  int number = epoll_wait(events, found, most, 0);
  if (number == 0) found_nothing(began);
  if (number < 0 && errno != EINTR) fail("epoll_wait");
  for (int at = 0; at < number; at++) {
    connection *c = found[at].data.ptr;
    if (c == NULL) {
      if (protocol == UDP) read_datagrams(most);
      else welcome();
      continue;
    }
    /* Who does not read is not read from. */
    if (c->out != NULL) write_rest(c);
    else read_requests(c);
    free_if_done(c);
  }
}

static void keep(connection *c, const char *rest, size_t bytes) {
  if (c->out == NULL) {
    c->out = malloc(OUT_BYTES);
    if (c->out == NULL) fail("malloc");
    watch(c, EPOLL_CTL_MOD, EPOLLOUT);
  }
  if (c->filled + bytes > OUT_BYTES) {
    c->filled -= c->sent;
    memmove(c->out, c->out + c->sent, c->filled);
    c->sent = 0;
  }
  if (c->filled + bytes > OUT_BYTES) {
    close_connection(c, 1);
    return;
  }
  memcpy(c->out + c->filled, rest, bytes);
  c->filled += bytes;
}

/* Hands the reply to the kernel; what it does not take at once is kept for later. */
static void write_reply(connection *c, const char *reply, size_t bytes) {
  ssize_t wrote = c->out == NULL ? send(c->socket, reply, bytes, MSG_NOSIGNAL) : 0;
  if (wrote < 0 && !is_for_later()) {
    close_connection(c, 0);
    return;
  }
  size_t taken = wrote > 0 ? (size_t)wrote : 0;
  if (taken < bytes) keep(c, reply + taken, bytes - taken);
}

static void answer(const request *r, const char *reply, size_t bytes, enum fate fate) {
  connection *c = r->c;
  if (fate == SILENT) return;
  if (c == NULL) {
    /* The loopback takes every datagram: what finds no room is lost at the receiver. */
    sendto(door, reply, bytes, 0, (const struct sockaddr *)&r->from, sizeof r->from);
  } else if (!c->is_gone) {
    write_reply(c, reply, bytes);
    /* The loopback has it at the client already, unless the client left no room for it. */
    if (fate == RESET) close_connection(c, 1);
  }
}

static void write_down(const request *r, instant start, instant end) {
  uint32_t whence = r->c == NULL ? ntohs(r->from.sin_port) : r->c->number;
  records[recorded++] = (record){(uint32_t)r->index, whence, (double)r->arrival, (double)start,
                                 (double)end};
}

/* One request, from the head of the queue to its departure. */
static void serve(void) {
  static instant deadline, ended;
  request r = dequeue();
  uint64_t position = r.index - plan.first;
  /* An index counts once: what comes under it again is none of the plan's. */
  int is_logged = r.index >= plan.first && position < plan.count && plan.fates[position] != SERVED;
  enum fate fate = is_logged ? plan.fates[position] : ANSWER;
  if (is_logged) plan.fates[position] = SERVED;
  deadline = (r.arrival > deadline ? r.arrival : deadline) +
             (is_logged ? plan.service[position] : plan.other_ns);
  const char *reply;
  size_t bytes = make_reply(protocol, r.index, fate, &reply);
  instant at;
  while ((at = now()) < deadline) {
    if (is_ended) return;
    if (deadline - at > WATCH_NS) look(LOOK_IN_SERVICE_MAX);
  }
  answer(&r, reply, bytes, fate);
  instant done = now(), start = r.arrival > ended ? r.arrival : ended;
  ended = done - at > HAND_OVER_NS_MAX ? done : at;
  if (is_logged) write_down(&r, start, ended);
  else others++;
  if (r.c != NULL) {
    r.c->waiting--;
    free_if_done(r.c);
  }
}

static int open_door(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int type = protocol == UDP ? SOCK_DGRAM : SOCK_STREAM;
  int one = 1, room = RECEIVE_BUFFER_BYTES;
  int opened = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr *any = (struct sockaddr *)&address;
  if (opened < 0) fail("socket");
  setsockopt(opened, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
  if (protocol == UDP && setsockopt(opened, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) < 0) {
    setsockopt(opened, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  }
  if (bind(opened, any, length) < 0) fail("bind");
  if (protocol != UDP && listen(opened, BACKLOG) < 0) fail("listen");
  if (getsockname(opened, any, &length) < 0) fail("getsockname");
  printf("{\"ready\":{\"port\":%d}}\n", ntohs(address.sin_port));
  fflush(stdout);
  return opened;
}

/* A thousand connections are more than many systems allow at first. */
static void allow_connections(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) < 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

static void end(int signal) {
  (void)signal;
  is_ended = 1;
}

/* All that is written to while requests come, taken and touched before. */
static void prepare(const char *plan_file) {
  plan = read_plan(plan_file);
  unnumbered = plan.first;
  prepare_replies(&plan);
  records = malloc(((size_t)plan.count + 1) * sizeof *records);
  if (records == NULL) fail("malloc");
  memset(records, 0, ((size_t)plan.count + 1) * sizeof *records);
  memset(queue, 0, sizeof queue);
  allow_connections();
}

int main(int count, char **arguments) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  truth_options options = read_options(count, arguments);
  protocol = options.protocol;
  prepare(options.plan);
  signal(SIGTERM, end);
  events = epoll_create1(EPOLL_CLOEXEC);
  if (events < 0) fail("epoll_create1");
  door = open_door();
  struct epoll_event opened = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(events, EPOLL_CTL_ADD, door, &opened) < 0) fail("epoll_ctl");
  while (!is_ended) {
    look(LOOK_MAX);
    if (queued > 0) serve();
  }
  write_log(options.log, records, recorded, others);
  return 0;
}
