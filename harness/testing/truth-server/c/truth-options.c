/* See truth-options.h. */
#include "truth-options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The value of `--name=value`; the empty text where it is not given. */
static const char *option(int count, char **arguments, const char *name) {
  size_t length = strlen(name);
  for (int at = 1; at < count; at++) {
    const char *text = arguments[at];
    if (strncmp(text, "--", 2) == 0 && strncmp(text + 2, name, length) == 0 &&
        text[2 + length] == '=') {
      return text + 2 + length + 1;
    }
  }
  return "";
}

static const char *file_option(int count, char **arguments, const char *name) {
  const char *file = option(count, arguments, name);
  if (*file != '\0') return file;
  fprintf(stderr, "--%s: received nothing, expected a file\n", name);
  exit(EXIT_USAGE);
}

static enum protocol protocol_option(int count, char **arguments) {
  static const char *const names[PROTOCOLS] = {[HTTP] = "http", [MEMCACHE] = "memcache",
                                               [UDP] = "udp"};
  const char *received = option(count, arguments, "protocol");
  for (int at = 0; at < PROTOCOLS; at++) {
    if (strcmp(received, names[at]) == 0) return (enum protocol)at;
  }
  fprintf(stderr, "--protocol: received \"%s\", expected http, memcache or udp\n", received);
  exit(EXIT_USAGE);
}

truth_options read_options(int count, char **arguments) {
  return (truth_options){.protocol = protocol_option(count, arguments),
                         .plan = file_option(count, arguments, "plan"),
                         .log = file_option(count, arguments, "log")};
}
