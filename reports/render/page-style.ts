// The page's style sheet: type, colour, space and tables, in light and dark. Its own file, with
// chart-style.ts and print-style.ts, because nothing else knows what anything looks like. No font
// is loaded and no image is used.
//
// Series colours are those of Okabe and Ito, darkened on white and lightened on black until each
// has a contrast of at least 3:1; text has 4.5:1.

import { CHART_STYLE } from "#render/chart-style.ts";
import { PRINT_STYLE } from "#render/print-style.ts";

const COLOURS = `
:root{color-scheme:light dark;--paper:#fdfdfb;--ink:#1c1d1f;--soft:#5b5e63;--line:#dcdcd6;
  --faint:#f3f3ee;--edge:#0003;--accent:#0b5cad;--bad:#a8320a;
--s0:#0b5cad;--s1:#c2500a;--s2:#00785a;--s3:#a83c86;--s4:#7a6200;--s5:#4b4b9b;--floor:#8a8d91}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#e8e8e4;--soft:#a3a7ad;
  --line:#34373c;--faint:#1d2024;--edge:#fff3;--accent:#7db8f2;--bad:#ff9b73;
--s0:#6cb2f5;--s1:#f0944d;--s2:#3dc79b;--s3:#e48bc7;--s4:#d9bd4a;--s5:#a9a8f0;--floor:#80848a}}
`;

const TYPE = `
*{box-sizing:border-box}
html{
  font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;
  background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:72rem;padding:3rem clamp(1rem,4vw,3rem) 6rem;
  font-variant-numeric:tabular-nums lining-nums}
h1,h2,.lead,.question{
  font-family:"Iowan Old Style","Palatino Linotype",Palatino,P052,"Book Antiqua",Georgia,serif;
  font-weight:400}
h1{font-size:clamp(2rem,5vw,3rem);line-height:1.1;margin:.2rem 0 .6rem;letter-spacing:-.01em}
h2{font-size:1.6rem;line-height:1.2;margin:0 0 1.2rem}
h3{font-size:1rem;margin:0 0 .4rem}.detail h3{font-size:1.15rem;margin-top:2.6rem}
h3 span,figcaption span{font-weight:400;color:var(--soft)}
p{margin:0 0 .8rem;max-width:68ch}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
small{display:block;font-size:.78rem;line-height:1.35;color:var(--soft);font-weight:400}
.kicker{font-size:.8rem;letter-spacing:.08em;text-transform:uppercase;color:var(--soft);margin:0}
.question{font-size:1.25rem;font-style:italic;color:var(--soft);margin-bottom:.6rem}
.meta,.note{font-size:.85rem;color:var(--soft)}.meta{max-width:none}
.lead{font-size:1.3rem;line-height:1.4;margin-bottom:1rem}
.aborted{border:2px solid var(--bad);color:var(--bad);padding:.6rem .9rem;max-width:none}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);
  padding:.4rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;margin:1.2rem 0 0;
  padding:.7rem 0;border-block:1px solid var(--line);font-size:.9rem}
section{margin-top:4rem}#verdict{margin-top:2.2rem}
.record pre{white-space:pre-wrap;overflow-wrap:anywhere;max-height:24rem;overflow-y:auto;
  font-size:.75rem}
pre{background:var(--faint);padding:.8rem 1rem;overflow-x:auto;font-size:.9rem}
.hash{overflow-wrap:anywhere;font-family:ui-monospace,"Liberation Mono",monospace;font-size:.85rem}
summary{cursor:pointer;font-size:.9rem;color:var(--accent);padding:.3rem 0;width:max-content;
  max-width:100%}
details{margin:.4rem 0}
.facts{list-style:none;padding:0;margin:0 0 1.2rem;display:flex;flex-wrap:wrap;gap:.2rem 1.6rem}
.facts li::before{content:"✓";margin-right:.5em;font-weight:700;color:var(--s2)}
.facts .bad{color:var(--bad)}.facts .bad::before{content:"✗";color:inherit}
.verdict{border-top:1px solid var(--line);padding-top:1.2rem;margin-bottom:2.4rem}
.notes{font-size:.82rem;color:var(--soft);padding-left:1.4rem;margin:.8rem 0 3rem}
.notes li:target{color:var(--ink);background:var(--faint)}
sup{line-height:0;margin-left:.15em}sup a{text-decoration:none}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));
  gap:2rem 3rem}
dl{margin:0;font-size:.9rem}
dl>div{display:grid;grid-template-columns:minmax(7rem,2fr) 3fr;gap:.8rem;padding:.35rem 0;
  border-bottom:1px solid var(--line)}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.method>div{grid-template-columns:9rem minmax(0,62ch)}.method dt{color:var(--ink);font-weight:600}
`;

const TABLES = `
.scroll{container-type:inline-size scroll-state;overflow-x:auto;margin-bottom:.6rem;
  background:linear-gradient(90deg,var(--paper) 50%,transparent) 0 0/3rem 100% no-repeat local,
  linear-gradient(270deg,var(--paper) 50%,transparent) 100% 0/3rem 100% no-repeat local,
  linear-gradient(90deg,var(--edge),transparent) 0 0/.9rem 100% no-repeat scroll,
  linear-gradient(270deg,var(--edge),transparent) 100% 0/.9rem 100% no-repeat scroll}
.scroll::before{display:none;content:"more to the right →";position:sticky;left:0;
  width:max-content;font-size:.8rem;color:var(--accent)}
@container scroll-state(scrollable:right){.scroll::before{display:block}}
table{border-collapse:collapse;font-size:.88rem;line-height:1.4}
caption{text-align:left;color:var(--soft);font-size:.85rem;padding-bottom:.6rem;caption-side:top;
  max-width:min(68ch,100cqi)}
th,td{padding:.32rem .9rem;text-align:right;vertical-align:baseline;
  border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child{text-align:left;padding-left:0;font-weight:400}
td:last-child,th:last-child{padding-right:0}
thead th{border-bottom:1px solid var(--ink);font-weight:600;vertical-align:bottom}
.prose{white-space:normal;text-align:left;min-width:9rem;max-width:28rem}
td.prose{font-size:.88rem}
td b,.results td{font-weight:600}.results td.label,.results td.unfit{font-weight:400}
.ratios small{display:inline}.ratios td{padding-inline:.5rem}
.ratios td:last-child,.ratios th:last-child{white-space:normal;min-width:6rem}
.ratios .ranked{font-weight:700}
.ratios td:last-child{color:var(--soft)}
.rows td,.rows th{text-align:left}.points thead th{white-space:normal}
.rows td:last-child{white-space:normal;min-width:11rem;max-width:34rem}
.rows thead th{white-space:normal;min-width:5.5rem}
.results{min-width:min(100%,44rem)}
.group th:first-child{font-weight:600;text-align:left;padding-top:1.3rem;
  border-bottom:1px solid var(--ink)}
.results tbody tr:not(.group) th,.results thead th:first-child{position:sticky;left:0;
  background:var(--paper)}
.results td small{white-space:nowrap}.results .label{white-space:normal}
.results td.bad small{white-space:normal;max-width:13rem;margin-left:auto}
.bad{color:var(--bad)}.bad small{color:inherit}
.unfit s,td s{color:var(--soft)}
`;

/** The whole style sheet. */
export const PAGE_STYLE = COLOURS + TYPE + TABLES + CHART_STYLE + PRINT_STYLE;
