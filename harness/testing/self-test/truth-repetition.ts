// One live repetition of a truth case: the server with its plan, the load, the server's log. Its
// own file because the lab's generator and other tools meet the same server, and only what sends
// differs.

import path from "node:path";
import { type MeasuredSteps, measureSteps, planFor } from "#testing/measured-step.ts";
import { STEP_INDEX_STRIDE } from "#model/traffic.ts";
import type { TruthProtocol } from "#model/self-test.ts";
import { launchTruthServer, type TruthServer } from "../truth-server/launch-truth-server.ts";
import type { TruthLog } from "../truth-server/truth-log.ts";
import type { OwnRepetition } from "../truth/own-repetition.ts";
import { planRepetition, type RepetitionPlan } from "../truth/repetition-plan.ts";
import { REPLY_BYTES, type TruthCase } from "../truth/truth-cases.ts";
import type { SelfTestGround } from "./self-test-ground.ts";

const TRUTH = path.join(import.meta.dirname, "..", "truth");
/** The codec's and the sockets' code is compiled meanwhile. */
const WARM_UP_S = 1;
/** As in a trial: the look-back that a pause gets is measured. */
const PILOT = { durationS: 0.5 };
/** An overload of seconds is waited for: its replies are part of the truth. */
const DRAIN = { minS: 2, factor: 3, maxS: 10 };

export interface RepetitionOrder {
  readonly truthCase: TruthCase;
  readonly protocol: TruthProtocol;
  readonly durationS: number;
  readonly seed: number;
}

/** What the server was and wrote down while `send` ran. @throws Error where it broke off. */
export async function servedWhile<Sent>(
  ground: SelfTestGround,
  plan: RepetitionPlan,
  send: (port: number) => Promise<Sent>,
): Promise<{ readonly sent: Sent; readonly log: TruthLog; readonly kind: TruthServer["kind"] }> {
  const server = await launchTruthServer({
    protocol: plan.protocol,
    plan: plan.server,
    cores: ground.placement.contenderCores,
    placement: ground.placement,
    supervisor: ground.supervisor,
  });
  let log: TruthLog | undefined;
  try {
    const sent = await send(server.port);
    log = await server.stop();
    return { sent, log, kind: server.kind };
  } finally {
    // What failed before says more than how the server then ended.
    if (log === undefined) await server.stop().catch(() => {});
  }
}

export interface OwnRepetitionEnd extends OwnRepetition {
  readonly kind: TruthServer["kind"];
}

/** A repetition by the lab's own generator, or why there is none. */
export async function ownRepetition(
  ground: SelfTestGround,
  order: RepetitionOrder,
): Promise<OwnRepetitionEnd | { readonly fault: string }> {
  const { truthCase, protocol, durationS, seed } = order;
  const plan = planRepetition(truthCase, {
    protocol,
    durationS,
    seed,
    firstIndex: STEP_INDEX_STRIDE,
  });
  const { sent, log, kind } = await servedWhile(ground, plan, (port) =>
    measureSteps({ ...ground, plan: generatorPlan(plan, port) }),
  );
  return isMeasured(sent) ? { plan, log, kind, ...onlyStep(sent) } : sent;
}

function generatorPlan(
  { truthCase, protocol, step }: RepetitionPlan,
  port: number,
): ReturnType<typeof planFor> {
  return planFor({
    protocol,
    port,
    trafficModule: path.join(TRUTH, `truth-traffic-${protocol}.ts`),
    traffic: { scenario: truthCase.id, seed: 1, parameters: { replyBytes: REPLY_BYTES } },
    steps: [step],
    connections: truthCase.connections,
    inFlightMax: truthCase.inFlightMax,
    warmUpS: WARM_UP_S,
    pilot: PILOT,
    drain: DRAIN,
  });
}

function isMeasured(sent: MeasuredSteps | { readonly fault: string }): sent is MeasuredSteps {
  return !("fault" in sent);
}

function onlyStep({ outcomes, notes }: MeasuredSteps): Pick<OwnRepetition, "outcome" | "notes"> {
  const [outcome] = outcomes;
  const [note] = notes;
  if (outcome === undefined || note === undefined) throw new Error("a step without an outcome");
  return { outcome, notes: note };
}
