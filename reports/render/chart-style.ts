// How charts look: lines, dots, shades, signs, legends, and what changes on a narrow screen. Its
// own file beside page-style.ts, which has the colours.

/** Line, marker, dot and label of each series colour. */
const SERIES = [0, 1, 2, 3, 4, 5].map((at) => `.s${at}{--c:var(--s${at})}`).join("");

export const CHART_STYLE = `
${SERIES}.floor{--c:var(--floor)}
figure{margin:0 0 2rem;min-width:0}
figcaption{font-weight:600;margin-bottom:.6rem}
svg{overflow:visible;display:block}
.plot,.plot svg{width:100%}
svg text{font-size:12.5px;fill:var(--ink);font-variant-numeric:tabular-nums}
svg .tick,.tx text,.ty text{fill:var(--soft);font-size:12px}
.names text{fill:var(--ink);font-size:12.5px}
.tx{text-anchor:middle}.ty,.end,.names{text-anchor:end}
.ty text,.edge text,.values text,.names text{dominant-baseline:central}
.multiples{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));
  gap:1rem 3rem}
.plots{display:grid;gap:1.5rem}.forest{--l:118px;--r:214px;max-width:62rem}
.forest>svg,.curve>svg,.load>svg{width:calc(100% - var(--l) - var(--r));margin-left:var(--l)}
.names .head{font-weight:600;text-anchor:start;paint-order:stroke;stroke:var(--paper);
  stroke-width:8px;transform:translateX(calc(12px - var(--l)))}
.forest{--c:var(--accent)}.forest .lines .dots{stroke-width:10}
.forest .lines .hole{stroke-width:7}.forest .lines path{stroke-width:1.5}
.values{font-weight:600}.values tspan{font-weight:400;fill:var(--soft)}
.curve,.load{--l:62px;--r:180px}.curve>svg,.load>svg{margin-bottom:1.4rem}
.axis{font-size:.85rem;color:var(--soft);margin:0 0 .6rem}
.legend{display:flex;list-style:none;padding:.4rem 0;margin:0 0 .8rem;flex-wrap:wrap;
  gap:.2rem 1.2rem;font-size:.82rem}
.legend svg{width:34px;height:12px}.shades svg{width:18px}
.legend li{display:flex;gap:.5em;align-items:center}
.lines path,.legend path{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round;
  vector-effect:non-scaling-stroke}
.lines path.grid{stroke:var(--line);stroke-width:1}.lines path.one{stroke:var(--ink);
  stroke-width:1}
.lines .thin,.legend .thin{stroke-width:1;opacity:.65}
.lines .slo{stroke:var(--ink);stroke-dasharray:6 3;stroke-width:1.2}svg text.slo{font-size:12px}
.edge text{font-size:12px;fill:var(--c);transform:translateX(10px)}.edge .floor{fill:var(--soft)}
.d1{stroke-dasharray:9 3}.d2{stroke-dasharray:9 3 2 3}.d3{stroke-dasharray:3 3}
.floor{stroke-dasharray:4 4}
.lines path.unfit{stroke-dasharray:1 4;stroke-width:1.4}
.mark{fill:var(--c);stroke:var(--c);stroke-dasharray:none;stroke-width:1}
.mark.unfit{fill:var(--paper)}
.cross{fill:none;stroke:var(--c);stroke-width:2;stroke-dasharray:none}
.lines .dots{stroke-linecap:round;stroke-width:7;stroke-dasharray:none}
.lines .small{stroke-width:4}
.lines .hole{stroke:var(--paper);stroke-width:4}.lines .hole.small{stroke-width:2}
.knees path{stroke-dasharray:none}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));
  gap:1.2rem 2rem;margin-bottom:.6rem}
.panel{min-width:0}.panel p{margin:0 0 .2rem 58px;font-size:.82rem;color:var(--c)}
.panel p.floor,.panel span{color:var(--soft)}
.panel>svg{width:calc(100% - 58px);margin-left:58px}
.frame{fill:var(--faint)}
.cells path,.key{fill:none;stroke:var(--accent);stroke-width:1;shape-rendering:crispEdges}
.legend .key{stroke:var(--accent);stroke-width:12}
.h0{stroke-opacity:.18}.h1{stroke-opacity:.4}.h2{stroke-opacity:.68}
.pauses path{stroke-width:2.5;vector-effect:non-scaling-stroke}
.p0{stroke:var(--soft)}.p1{stroke:var(--s1)}.p2{stroke:var(--s3)}.p3{stroke:var(--s4)}
@media screen and (max-width:44rem){
.forest{--l:106px;--r:74px}.values tspan{display:none}
.curve,.load{--r:12px}.edge{display:none}
.detail>.sticky{position:sticky;top:0;z-index:1;background:var(--paper);
  border-bottom:1px solid var(--line)}
dl>div,.method>div{grid-template-columns:1fr;gap:0}
.lead{font-size:1.15rem}th,td{padding-inline:.6rem}
.results tbody tr:not(.group) th{white-space:normal;min-width:6.5rem}.rows th:first-child{
  white-space:normal;min-width:8rem}
}
`;
