/* The truth server's command line; the sentences are those of truth-server.ts. */
#ifndef TRUTH_OPTIONS_H
#define TRUTH_OPTIONS_H

#include "truth-wire.h"

typedef struct {
  enum protocol protocol;
  const char *plan, *log;
} truth_options;

/* Ends with one sentence where an option is missing or unknown. */
truth_options read_options(int count, char **arguments);

#endif
