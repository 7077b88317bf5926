// What `bench load --help` says behind its options: how a result is read, what is not obvious of
// how it is made, and the exit codes.

import { REPLY_BYTES_MAX } from "#load/codecs/http-fault.ts";
import { BYTES_PER_KIB } from "#model/units.ts";

const LIMIT = `${REPLY_BYTES_MAX / BYTES_PER_KIB ** 2} MiB`;

export const LOAD_HELP = `
Reading the result:
  response     from a request's planned instant to its reply: what a caller waits
  service      from its sending to its reply
  lag          from its planned instant to its sending: the generator's own delay
  achieved     right replies within the step; late ones count for the times alone
  withheld     never sent, because no connection was free: connections ×
               pipelining are in flight at most; counts as never answered
  disturbed    planned in or just beside a pause of the generator's core: left
               out of the quantiles
  –            too few requests for this quantile
  > x          more than x: so many requests were never answered
  A reply of more than ${LIMIT} is a fault and ends its connection.
  Times may have a unit: 500ms, 90s, 2m, 1h; 0 where none is possible.

Exit codes, by the worst of several rates:
  0            every rate is valid and was kept up with
  2            usage
  5            invalid, overloaded, not known, no result at all, or stdout could
               not be written
  6            wrong replies
  70           a bug of the lab
  130, 143     ended by a signal`;
