/** Style of the page: light and dark, wide tables scroll by themselves. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--line:#d0d7de;--text:#1f2328;--soft:#656d76;--page:#fff;--box:#f6f8fa;
--same:#1a7f37;--allowed:#9a6700;--waived:#8250df;--broken:#cf222e}
@media(prefers-color-scheme:dark){:root{--line:#30363d;--text:#e6edf3;--soft:#8d96a0;--page:#0d1117;
--box:#161b22;--same:#3fb950;--allowed:#d29922;--waived:#a371f7;--broken:#f85149}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1500px;padding:24px;background:var(--page);color:var(--text);
font:14px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
h1{font-size:22px}h2{font-size:17px;margin:28px 0 8px}small,.hint{color:var(--soft);font-weight:400}
code{font:12px ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
.cards{display:flex;gap:12px;flex-wrap:wrap;margin:16px 0}
.card{border:1px solid var(--line);border-left:4px solid;border-radius:6px;padding:8px 16px;min-width:120px}
.card b{display:block;font-size:24px;line-height:1.2}
.same{border-left-color:var(--same)}.allowed{border-left-color:var(--allowed)}
.waived{border-left-color:var(--waived)}.broken{border-left-color:var(--broken)}
details{border:1px solid var(--line);border-radius:6px;margin:12px 0}
summary{cursor:pointer;padding:8px 14px;font-weight:600}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{padding:6px 12px;border-top:1px solid var(--line);text-align:left;vertical-align:top}
td:first-child{border-left:3px solid transparent;min-width:180px}
tr.broken td:first-child{border-left-color:var(--broken)}tr.waived td:first-child{border-left-color:var(--waived)}
.class{border:1px solid var(--line);border-radius:10px;padding:0 8px;font-size:12px;color:var(--soft)}
.graphs{display:grid;grid-template-columns:repeat(auto-fit,minmax(400px,1fr));gap:16px}
figure{margin:0;border:1px solid var(--line);border-radius:6px;padding:10px;min-width:0}
figcaption{font-weight:600;padding:0 4px 8px}svg{width:100%;height:auto;display:block}
svg text{fill:var(--text);font:11px system-ui,sans-serif}svg .service{fill:var(--soft);font-weight:600}
svg rect{fill:var(--box);stroke:var(--same);stroke-width:1.2}
svg .allowed rect{stroke:var(--allowed)}svg .waived rect{stroke:var(--waived);stroke-width:2}
svg .broken rect{stroke:var(--broken);stroke-width:2.4}
svg .absent rect{stroke:var(--soft);stroke-dasharray:3 3;fill:none}svg .absent text{fill:var(--soft)}
svg path{fill:none;stroke:var(--soft);stroke-width:1;opacity:.6}
.legend span{margin-right:18px;color:var(--soft)}
.legend i{display:inline-block;width:12px;height:12px;border:2px solid;border-radius:3px;margin-right:6px;vertical-align:-2px}
.legend .same{border-color:var(--same)}.legend .allowed{border-color:var(--allowed)}
.legend .waived{border-color:var(--waived)}.legend .broken{border-color:var(--broken)}
.legend .absent{border:2px dashed var(--soft)}
`.trim();
