// The page's style sheet: type, colour, space, paper and dark. Its own file because it is the only
// place that knows what anything looks like. No font is loaded and no image is used.
//
// Series colours are those of Okabe and Ito, darkened on white and lightened on black until each
// has a contrast of at least 3:1; text has 4.5:1.

const COLOURS = `
:root{color-scheme:light dark;--paper:#fdfdfb;--ink:#1c1d1f;--soft:#5b5e63;--line:#dcdcd6;
  --faint:#f3f3ee;--accent:#0b5cad;--bad:#a8320a;
--s0:#0b5cad;--s1:#c2500a;--s2:#00785a;--s3:#a83c86;--s4:#7a6200;--s5:#4b4b9b;--floor:#8a8d91}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#e8e8e4;--soft:#a3a7ad;
  --line:#34373c;--faint:#1d2024;--accent:#7db8f2;--bad:#ff9b73;
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
h3{font-size:1rem;margin:0 0 .4rem}
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
.scroll{container-type:inline-size;overflow-x:auto;margin-bottom:.6rem}
table{border-collapse:collapse;font-size:.88rem;line-height:1.4}
caption{text-align:left;color:var(--soft);font-size:.85rem;padding-bottom:.6rem;caption-side:top;
  max-width:min(68ch,100cqi)}
th,td{padding:.32rem .9rem;text-align:right;vertical-align:baseline;
  border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child{text-align:left;padding-left:0;font-weight:400}
td:last-child,th:last-child{padding-right:0}
thead th{border-bottom:1px solid var(--ink);font-weight:600;vertical-align:bottom}
.prose{white-space:normal;text-align:left;min-width:12rem;max-width:28rem}
td.prose{font-size:.88rem}
td b{font-weight:600}
.ratios td{min-width:6.5rem}.ratios small{display:inline}
.ratios .ranked{font-weight:700}
.ratios td:last-child{color:var(--soft)}
.rows td,.rows th{text-align:left}.rows td,.points thead th{white-space:normal}
.rows thead th{white-space:normal;min-width:5.5rem}
.results{min-width:min(100%,44rem)}
.results .group th{font-weight:600;text-align:left;padding-top:1.3rem;
  border-bottom:1px solid var(--ink)}
.results tbody tr:not(.group) th,.results thead th:first-child{position:sticky;left:0;
  background:var(--paper)}
.results td small{white-space:nowrap}.results .label{white-space:normal}
.results td.bad small{white-space:normal;max-width:13rem;margin-left:auto}
.bad{color:var(--bad)}.bad small{color:inherit}
.unfit s,td s{color:var(--soft)}
`;

/** Line, marker and label of each series colour. */
const SERIES = [0, 1, 2, 3, 4, 5]
  .map((at) => {
    const colour = `var(--s${at})`;
    const mark = `.mark.s${at}{fill:${colour};stroke:${colour}}`;
    return `path.s${at},line.s${at}{stroke:${colour}}${mark}svg text.s${at}{fill:${colour}}`;
  })
  .join("\n");

const CHARTS = `
figure{margin:0 0 2rem;min-width:0}
figcaption{font-weight:600;margin-bottom:.6rem}
svg{overflow:visible;display:block}
svg text{font-size:12.5px;fill:var(--ink);font-variant-numeric:tabular-nums}
svg .tick{fill:var(--soft);font-size:12px}
.grid{stroke:var(--line)}.one{stroke:var(--ink)}
.multiples{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));
  gap:1rem 3rem}
.plots{display:grid;gap:1.5rem}.forest{--l:118px;--r:184px;max-width:58rem}
.forest>svg,.curve>svg{padding:0}
.forest>svg{width:calc(100% - var(--l) - var(--r));margin-left:var(--l)}
.forest .head{font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:8px;
  transform:translateX(calc(12px - var(--l)))}
.interval{stroke:var(--accent);stroke-width:1.5}
.dot{fill:var(--accent);stroke:var(--accent);stroke-width:1.5}
.dot.open{fill:var(--paper)}
.value{font-weight:600}.beside{font-weight:400;fill:var(--soft)}
.curve{--l:58px;--r:168px}
.curve>svg{width:calc(100% - var(--l) - var(--r));margin:0 0 2.2rem var(--l)}
.legend{display:none;list-style:none;padding:0;margin:0 0 .8rem;flex-wrap:wrap;gap:.2rem 1.2rem;
  font-size:.82rem}
.legend li{display:flex;gap:.5em;align-items:center}
.lines path,.legend line{fill:none;stroke-width:1.8;vector-effect:non-scaling-stroke;
  stroke-linejoin:round}
.edge{font-size:12px}
${SERIES}
path.s1,line.s1{stroke-dasharray:9 3}path.s3,line.s3{stroke-dasharray:9 3 2 3}path.s4,line.s4{
  stroke-dasharray:14 3}
path.floor,line.floor{stroke:var(--floor);stroke-dasharray:4 4;stroke-width:1.5}svg text.floor{
  fill:var(--soft)}
.lines path.unfit{stroke-dasharray:1 4;stroke-width:1.4}
.mark.unfit{fill:var(--paper)}
@media screen and (max-width:44rem){
.forest{--l:106px;--r:68px}.beside{display:none}
.curve{--r:10px}.edge{display:none}.legend{display:flex}
dl>div,.method>div{grid-template-columns:1fr;gap:0}
.lead{font-size:1.15rem}th,td{padding-inline:.6rem}
.results tbody tr:not(.group) th{white-space:normal;min-width:6.5rem}.rows th:first-child{
  white-space:normal;min-width:8rem}
}
`;

// Paper: A4, everything unfolded, nothing dark, no table cut off at the margin.
const PRINT = `
@page{size:A4;margin:14mm}
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#fff;
  --accent:#0b5cad;--bad:#a8320a;--s0:#0b5cad;--s1:#c2500a;--s2:#00785a;--s3:#a83c86;--s4:#7a6200;
  --s5:#4b4b9b;--floor:#777}
html{font-size:11px}body{padding:0;max-width:none}
nav,.skip,summary{display:none}
details::details-content{content-visibility:visible;display:block;height:auto}
.scroll{overflow:visible}th,td{padding-inline:.35rem}
section{margin-top:2rem}h2,h3,figcaption{break-after:avoid}figure,tr,.verdict{break-inside:avoid}
.rows td,.rows th,.results td small{white-space:normal}
.rows thead th{min-width:0}.prose{min-width:7rem}
tbody th{white-space:normal}.multiples{grid-template-columns:1fr}
svg text,svg .tick,.edge{font-size:10px}.forest{--l:98px;--r:160px}
}
`;

/** The whole style sheet. */
export const PAGE_STYLE = COLOURS + TYPE + TABLES + CHARTS + PRINT;
