// What `stats` counts beside the store's own figures. Plain fields, because a command adds one to
// one of them.

export class Counters {
  connections = 0;
  gets = 0;
  hits = 0;
  sets = 0;
  touches = 0;
  flushes = 0;

  /** `stats reset`: all but what is true now. */
  reset(): void {
    this.gets = 0;
    this.hits = 0;
    this.sets = 0;
    this.touches = 0;
    this.flushes = 0;
  }
}
