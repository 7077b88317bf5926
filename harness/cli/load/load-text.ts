// The result of a load run for people: what was sent where, a table and a few lines for each step,
// and the verdict last. All numbers are those of the document.

import { crossCheckLines } from "#cli/cross-check/cross-check-text.ts";
import {
  formatCount,
  formatNs,
  formatPerS,
  formatSeconds,
  formatShare,
  plainText,
} from "#render/format.ts";
import type { LoadDocument } from "./load-document.ts";
import type { TlsFacts } from "./load-probe.ts";
import type { LoadStep } from "./load-step.ts";
import { findingOf } from "./load-finding.ts";
import { ratesTable, timesTable } from "./load-table.ts";

/** Invalid steps may have many causes; the document has all of them. */
const CAUSES_MAX = 3;
/** How step-validity.ts begins the sentence. */
const GENERATOR_UNFIT = "generator unfit";

export function loadText(document: LoadDocument): string {
  const { steps, settings, crossChecks } = document;
  const findings = steps.map((step) => findingOf(step, settings));
  const lines = [
    ...targetLines(document),
    ...settingLines(document),
    ...steps.flatMap((step) => ["", ...stepLines(step)]),
    ...ratesTable(steps, findings),
    ...(crossChecks === undefined ? [] : crossCheckLines(crossChecks, steps)),
    "",
    document.verdict,
    "",
  ];
  // The target chose some of these words.
  return lines.map(plainText).join("\n");
}

function targetLines({ target }: LoadDocument): string[] {
  const { url, address, port, tls } = target;
  const where =
    address === null ? "" : `, at ${address.includes(":") ? `[${address}]` : address}:${port}`;
  return [`${url}${where}`, ...(tls === null ? [] : [tlsLine(tls)])];
}

function tlsLine({
  protocol,
  cipher,
  subject,
  issuer,
  validTo,
  verifiedFor,
  objection,
}: TlsFacts): string {
  const whose = `certificate of "${subject}" by "${issuer}" until ${validTo}`;
  const verified =
    verifiedFor === null
      ? `NOT verified: --insecure (${objection ?? "unknown"})`
      : `verified for ${verifiedFor}`;
  return `${protocol}, ${cipher}; ${whose}, ${verified}`;
}

function settingLines({ settings, placement }: LoadDocument): string[] {
  const { firstRequest, requests, connections, pipelining, arrivals, seed, warmUpS, ratesPerS } =
    settings;
  const more = requests === 1 ? "" : ` and ${formatCount(requests - 1)} more in turn`;
  const depth = pipelining === 1 ? "" : ` of ${pipelining} requests in flight`;
  const warm =
    warmUpS === 0
      ? "no warm-up"
      : `warm-up of ${formatSeconds(warmUpS)} at ${formatPerS(ratesPerS[0] ?? 0)}`;
  return [
    `${firstRequest}${more}`,
    `${connections} connections${depth}, ${arrivals} arrivals, seed ${seed}, ${warm}`,
    placement,
  ];
}

function stepLines(step: LoadStep): string[] {
  return [
    `${formatPerS(step.offeredPerS)} for ${formatSeconds(step.durationS)}`,
    ...timesTable(step),
    `offered ${formatPerS(step.drawnPerS)}, achieved ${formatPerS(step.achievedPerS)}`,
    countLine(step),
    ...replyLines(step),
    ...generatorLines(step),
  ];
}

function countLine(step: LoadStep): string {
  const { planned, sent, withheld, owed, replied, failed, unanswered, mismatched } = step;
  const silent = sent === owed ? "" : ` (${formatCount(sent - owed)} owe no reply)`;
  const counts = { replied, failed, unanswered, mismatched };
  const fates = Object.entries(counts).map(([name, count]) => `${name} ${formatCount(count)}`);
  return `planned ${formatCount(planned)} = sent ${formatCount(sent)}${silent} + withheld ${formatCount(withheld)}; ${fates.join(", ")}`;
}

function replyLines({ tallies, unreadable, firstUnreadable, generator }: LoadStep): string[] {
  const classes = Object.entries(tallies).map(([name, count]) => `${name} ${formatCount(count)}`);
  const { reconnects } = generator;
  return [
    ...(classes.length > 0 ? [`replies: ${classes.join(", ")}`] : []),
    ...(reconnects > 0
      ? [`${formatCount(reconnects)} reconnects: what they take is in no time above`]
      : []),
    ...(unreadable > 0
      ? [`${formatCount(unreadable)} connections dropped; first for ${firstUnreadable ?? ""}`]
      : []),
  ];
}

function generatorLines({ generator, invalidReasons, labels }: LoadStep): string[] {
  const { fit, fitQuantiles, causes, pauses, pausedNs, disturbedShare } = generator;
  const shown = causes.slice(0, CAUSES_MAX).join("; ");
  // Why the generator is unfit stands in its own line.
  const others = invalidReasons.filter((reason) => !reason.startsWith(GENERATOR_UNFIT));
  const quantiles = fitQuantiles.length === 0 ? "no quantile" : fitQuantiles.join(", ");
  const verdict = fit ? `fit for ${quantiles}` : "unfit";
  const share = formatShare(disturbedShare);
  const taken = `${formatCount(pauses)} pauses of ${formatNs(pausedNs)} in all disturbed ${share} of the requests`;
  return [
    `generator: ${verdict}; ${taken}`,
    ...(shown === "" ? [] : [`  ${shown}`]),
    ...(labels.length === 0 ? [] : [`labels: ${labels.join(", ")}`]),
    ...(others.length === 0 ? [] : [`invalid: ${others.join("; ")}`]),
  ];
}
