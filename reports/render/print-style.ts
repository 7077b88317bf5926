// How the page looks on paper: A4, everything unfolded, nothing dark, no table cut off at the
// margin. Its own file because it overrules the others.

export const PRINT_STYLE = `
@page{size:A4;margin:14mm}
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#f6f6f2;
  --accent:#0b5cad;--bad:#a8320a;--s0:#0b5cad;--s1:#c2500a;--s2:#00785a;--s3:#a83c86;--s4:#7a6200;
  --s5:#4b4b9b;--floor:#777}
*{print-color-adjust:exact}
html{font-size:11px}body{padding:0;max-width:none}
nav,.skip,summary{display:none}
details::details-content{content-visibility:visible;display:block;height:auto}
.scroll{overflow:visible;background:none}.scroll::before{display:none}
th,td{padding-inline:.35rem}
.results tbody tr:not(.group) th{position:static}
section{margin-top:2rem}h2,h3,figcaption{break-after:avoid}figure,tr,.verdict{break-inside:avoid}
.rows td,.rows th,.points td,.results td small{white-space:normal}
.rows thead th{min-width:0}.prose{min-width:7rem}
tbody th{white-space:normal}.multiples{grid-template-columns:1fr}
.record pre{max-height:none;font-size:6.5px;line-height:1.25;padding:0;background:none}
svg text,.tick,.tx text,.ty text,.edge text{font-size:10px}.forest{--l:98px;--r:180px}
}
`;
