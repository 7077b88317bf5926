/*
 * The floor of numbered datagrams: the least that a server has to do for a reply. It repeats the
 * number that a datagram begins with, and adds a status of 0 and constant bytes: one thread, which
 * takes as many datagrams at a time as there are. What it costs, host and transport cost, and no
 * contender can be charged with that.
 *
 * One file without a library, because everything in it is measured. Left out: whatever else stands
 * in a request. The Node twin floor.ts answers the same bytes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  /* Datagrams taken at a time: a system call for each costs as much as the rest. */
  BATCH = 64,
  NUMBER_BYTES = 4,
  /* The number and the status. */
  HEAD_BYTES = 8,
  /* 65,535 less the headers of IPv4 and UDP. */
  REPLY_BYTES_MAX = 65507,
  /* Asked for; the kernel gives up to its net.core.rmem_max. */
  BUFFER_BYTES = 4194304,
  EXIT_USAGE = 2
};

static unsigned char numbers[BATCH][NUMBER_BYTES];
static unsigned char heads[BATCH][HEAD_BYTES];
static struct sockaddr_in peers[BATCH];
static struct iovec number_parts[BATCH], reply_parts[BATCH][2];
static struct mmsghdr requests[BATCH], replies[BATCH];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void prepare(size_t reply_bytes) {
  size_t body_bytes = reply_bytes - HEAD_BYTES;
  char *body = malloc(body_bytes + 1);
  if (body == NULL) fail("malloc");
  memset(body, 'v', body_bytes);
  for (int at = 0; at < BATCH; at++) {
    number_parts[at] = (struct iovec){numbers[at], NUMBER_BYTES};
    requests[at].msg_hdr.msg_iov = &number_parts[at];
    requests[at].msg_hdr.msg_iovlen = 1;
    requests[at].msg_hdr.msg_name = &peers[at];
    requests[at].msg_hdr.msg_namelen = sizeof peers[at];
    reply_parts[at][0] = (struct iovec){heads[at], HEAD_BYTES};
    reply_parts[at][1] = (struct iovec){body, body_bytes};
    replies[at].msg_hdr.msg_iov = reply_parts[at];
    replies[at].msg_hdr.msg_iovlen = 2;
  }
}

/* Makes replies of `count` requests. Returns their number: what has no number has no reply. */
static unsigned answer(int count) {
  unsigned answered = 0;
  for (int at = 0; at < count; at++) {
    if (requests[at].msg_len == NUMBER_BYTES) {
      memcpy(heads[answered], numbers[at], NUMBER_BYTES);
      replies[answered].msg_hdr.msg_name = &peers[at];
      replies[answered].msg_hdr.msg_namelen = requests[at].msg_hdr.msg_namelen;
      answered++;
    }
    requests[at].msg_hdr.msg_namelen = sizeof peers[at];
  }
  return answered;
}

/* A reply that cannot be sent is lost, as datagrams may be; the others are sent. */
static void send_all(int socket, unsigned count) {
  for (unsigned sent = 0; sent < count;) {
    int more = sendmmsg(socket, replies + sent, count - sent, 0);
    if (more > 0) {
      sent += (unsigned)more;
    } else if (errno != EINTR) {
      sent++;
    }
  }
}

static int bind_to_loopback(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int bytes = BUFFER_BYTES;
  int bound = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr *any = (struct sockaddr *)&address;
  if (bound < 0) fail("socket");
  setsockopt(bound, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  setsockopt(bound, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  if (bind(bound, any, length) < 0) fail("bind");
  if (getsockname(bound, any, &length) < 0) fail("getsockname");
  printf("{\"ready\":{\"port\":%d}}\n", ntohs(address.sin_port));
  fflush(stdout);
  return bound;
}

/* All other options (memory, threads) are accepted: what stores nothing keeps every limit. */
static size_t reply_bytes(int count, char **arguments) {
  const char *option = "--reply-bytes=";
  const char *text = "64";
  for (int at = 1; at < count; at++) {
    if (strncmp(arguments[at], option, strlen(option)) == 0) text = arguments[at] + strlen(option);
  }
  char *end;
  unsigned long bytes = strtoul(text, &end, 10);
  if (*text == '\0' || *end != '\0' || bytes < HEAD_BYTES || bytes > REPLY_BYTES_MAX) {
    fprintf(stderr, "--reply-bytes: received \"%s\", expected %d to %d\n", text, HEAD_BYTES,
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
  prepare(reply_bytes(count, arguments));
  signal(SIGTERM, end);
  int socket = bind_to_loopback();
  for (;;) {
    int received = recvmmsg(socket, requests, BATCH, MSG_WAITFORONE, NULL);
    if (received < 0 && errno != EINTR) fail("recvmmsg");
    if (received > 0) send_all(socket, answer(received));
  }
}
