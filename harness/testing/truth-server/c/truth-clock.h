/*
 * The truth server's clock, and when the kernel received what was read: its receive times are of
 * the realtime clock, everything else is of the monotonic one.
 */
#ifndef TRUTH_CLOCK_H
#define TRUTH_CLOCK_H

#include <sys/socket.h>

#include "truth-files.h"

/* Of CLOCK_MONOTONIC. */
instant now(void);

/* Tells that a look which began at `at` found nothing on any socket. */
void found_nothing(instant at);

/* The kernel's receive time in this message, else the time of this call. */
instant arrival_of(struct msghdr *message);

#endif
