// How a loop's turns follow each other: a look at the sockets, a turn, and a turn of Node's event
// loop in between where one is needed. Its own file because the event loop's turn costs as much as
// the rest together, so that whether it is needed is a question of its own.

import { NS_PER_MS } from "#model/units.ts";
import type { Clock } from "./clock.ts";
import type { Transport } from "./transport.ts";

/**
 * Where the transport is polled, the event loop has left to bring a signal, a command, a timer that
 * opens a connection again: none is worse for waiting so long.
 */
const EVENT_LOOP_NS = NS_PER_MS;

export interface TurningLoop {
  /** @returns true when it is over. */
  turn(): boolean;
  /** Whether the next turn must not come before one of the event loop. */
  readonly awaitsEventLoop?: boolean;
}

/** Turns a loop until it is over; replies are delivered between turns. */
export function runTurns(transport: Transport, loop: TurningLoop, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const turns = (): void => {
      try {
        if (turnWhilePolled(transport, loop, clock)) resolve();
        else setImmediate(turns);
      } catch (error) {
        reject(error);
      }
    };
    setImmediate(turns);
  });
}

/** At least one turn. @returns true when the loop is over, false when the event loop is to turn. */
function turnWhilePolled(transport: Transport, loop: TurningLoop, clock: Clock): boolean {
  if (transport.poll === undefined) return loop.turn();
  const untilNs = clock.nowNs() + EVENT_LOOP_NS;
  do {
    transport.poll();
    if (loop.turn()) return true;
  } while (loop.awaitsEventLoop !== true && clock.nowNs() < untilNs);
  return false;
}
