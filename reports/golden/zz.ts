import { sampleRecord } from "./sample-record.ts";
import { renderReport } from "#render/report.ts";
import { writeFileSync } from "node:fs";
const r = sampleRecord(); const t=Date.now(); const h=renderReport(r, "ab".repeat(32)); console.log(h.length, Date.now()-t);
writeFileSync("/tmp/report.html", h);
import { renderVerdictLines } from "#render/terminal.ts";
console.log(renderVerdictLines(r).join("\n"));
