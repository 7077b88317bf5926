// The table of faults. Clocks that go wrong are not in it: they are planted on the virtual clock
// alone.

import { churn } from "./churn.ts";
import { competition } from "./competition.ts";
import { contenderThreads } from "./contender-threads.ts";
import { ownCollector } from "./own-collector.ts";
import { longPauses } from "./pauses.ts";
import type { PlantedFault } from "./planted-fault.ts";
import { quota } from "./quota.ts";
import { receiveBuffer } from "./receive-buffer.ts";
import { saturation } from "./saturation.ts";
import { shortPauses } from "./short-pauses.ts";

export const plantedFaults: readonly PlantedFault[] = [
  competition,
  contenderThreads,
  shortPauses,
  longPauses,
  ownCollector,
  quota,
  receiveBuffer,
  churn,
  saturation,
];
