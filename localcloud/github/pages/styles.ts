/** The pages' only style sheet: GitHub's look from memory, its light and its dark colours. */
export const styles = `
:root{color-scheme:light dark;--bg:#fff;--soft:#f6f8fa;--line:#d1d9e0;--text:#1f2328;--mute:#59636e;--link:#0969da;--head:#f6f8fa;
--green:#1a7f37;--red:#cf222e;--purple:#8250df;--grey:#59636e;--yellow:#9a6700;--code:#818b981f;--blue-soft:#ddf4ff;--on:#fff;--logbg:#f6f8fa}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--soft:#151b23;--line:#3d444d;--text:#f0f6fc;--mute:#9198a1;--link:#4493f8;--head:#010409;
--green:#3fb950;--red:#f85149;--purple:#ab7df8;--grey:#9198a1;--yellow:#d29922;--code:#656c7633;--blue-soft:#121d2f;--on:#fff;--logbg:#010409}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:14px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
header.top{background:var(--head);border-bottom:1px solid var(--line);padding:14px 24px 0}
header.top .name{font-size:15px;display:flex;gap:6px;align-items:center}header.top .name b{font-weight:600}
.local{margin-left:auto;font-size:12px;color:var(--mute);border:1px solid var(--line);border-radius:2em;padding:1px 9px}
nav{display:flex;gap:4px;margin-top:10px}nav a{padding:7px 10px;color:var(--text);border-bottom:2px solid transparent}nav a.here{border-color:#fd8c73;font-weight:600}nav a:hover{text-decoration:none;background:var(--code);border-radius:6px 6px 0 0}
main{max-width:1160px;margin:0 auto;padding:24px}
h1.title{font-weight:400;font-size:30px;line-height:1.25;margin:0 0 8px;overflow-wrap:anywhere}h1.title .number{color:var(--mute);font-weight:300}
.meta{display:flex;gap:8px;align-items:center;flex-wrap:wrap;color:var(--mute);padding-bottom:16px;border-bottom:1px solid var(--line);margin-bottom:20px}
.badge{display:inline-flex;gap:5px;align-items:center;border-radius:2em;padding:4px 12px;font-weight:600;color:var(--on)}
.badge.small{padding:0 8px;font-size:12px;line-height:20px}
.open,.success,.active{background:#1f883d}.closed,.failure,.error{background:#cf222e}.merged{background:#8250df}.draft,.inactive,.cancelled,.skipped,.neutral{background:#59636e}
.queued,.in_progress,.pending,.waiting,.timed_out,.action_required{background:#9a6700}.approved{background:#1f883d}.rejected{background:#cf222e}
.form{display:flex;gap:8px;align-items:center;flex-wrap:wrap;margin:4px 0}.form textarea{flex-basis:100%}.form input,.form textarea,.form select{font:inherit;font-size:13px;color:var(--text);background:var(--bg);border:1px solid var(--line);border-radius:6px;padding:4px 8px}
button.button{cursor:pointer;font-family:inherit;line-height:20px}.button.primary{background:#1f883d;border-color:#1f883d;color:#fff}.button.danger{color:var(--red)}.button.danger:hover{background:#cf222e;color:#fff}
.controls{display:flex;justify-content:flex-end;margin:-8px 0 16px}.attention{border-color:#9a6700;margin-bottom:16px}.pad{padding:12px 16px}.pad p{margin:0 0 8px}.answer{margin:0 0 16px;color:var(--mute)}.answer b{color:var(--text)}
.graph{display:flex;gap:32px;padding:16px;margin-bottom:16px;overflow:auto;align-items:center}.stage{display:flex;flex-direction:column;gap:8px;position:relative}.stage+.stage:before{content:"";position:absolute;left:-32px;width:32px;top:50%;border-top:2px solid var(--line)}
.card{border:1px solid var(--line);border-radius:6px;padding:8px 12px;background:var(--soft);color:var(--text);display:flex;flex-direction:column;gap:2px;align-items:flex-start;min-width:150px;z-index:1}
.job{margin-bottom:16px}.job>summary{cursor:pointer}.steps{margin:0;padding:12px 16px 12px 36px;border-bottom:1px solid var(--line)}.steps li{padding:2px 4px}
.ref{font:12px/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--blue-soft);color:var(--link);border-radius:6px;padding:1px 6px;overflow-wrap:anywhere}
.columns{display:grid;grid-template-columns:minmax(0,1fr) 260px;gap:24px}@media(max-width:900px){.columns{grid-template-columns:minmax(0,1fr)}}
.item{display:grid;grid-template-columns:40px minmax(0,1fr);gap:16px;margin-bottom:16px;position:relative}
.thread{position:relative}.thread:before{content:"";position:absolute;left:71px;top:0;bottom:0;width:2px;background:var(--line);z-index:0}
.avatar{width:40px;height:40px;border-radius:50%;display:block}.avatar.mini{width:20px;height:20px;display:inline-block;vertical-align:middle}.square{border-radius:6px}
.box{border:1px solid var(--line);border-radius:6px;background:var(--bg);position:relative;z-index:1;overflow:hidden}
.box>.bar{background:var(--soft);border-bottom:1px solid var(--line);padding:8px 16px;color:var(--mute);display:flex;gap:6px;align-items:center;flex-wrap:wrap}
.bar b{color:var(--text)}.tag{font-size:12px;border:1px solid var(--line);border-radius:2em;padding:0 7px;color:var(--mute)}
.event{margin:0 0 16px 56px;padding-left:4px;display:flex;gap:8px;align-items:center;flex-wrap:wrap;color:var(--mute);position:relative;z-index:1}
.event .dot{width:26px;height:26px;border-radius:50%;background:var(--soft);border:2px solid var(--bg);display:grid;place-items:center;font-size:13px;color:var(--mute);flex:none}
.event b{color:var(--text)}
.rows>*{padding:12px 16px;border-top:1px solid var(--line);display:flex;gap:12px;align-items:center;flex-wrap:wrap}.rows>*:first-child{border-top:0}.grow{flex:1;min-width:180px}
.button{border:1px solid var(--line);background:var(--soft);color:var(--text);border-radius:6px;padding:3px 12px;font-weight:500;font-size:12px}
.mute{color:var(--mute)}.mini{font-size:12px}.status{width:10px;height:10px;border-radius:50%;flex:none}
aside section{border-bottom:1px solid var(--line);padding:0 0 14px;margin-bottom:14px}aside h3{font-size:12px;color:var(--mute);margin:0 0 8px}
.label{border-radius:2em;padding:0 8px;font-size:12px;font-weight:500;border:1px solid var(--line);display:inline-block}
h2{font-size:20px;font-weight:600;margin:0 0 12px}
.md{padding:16px;overflow-wrap:break-word;font-size:14px}.md>:first-child{margin-top:0}.md>:last-child{margin-bottom:0}
.md h1,.md h2,.md h3,.md h4{margin:24px 0 16px;line-height:1.25;font-weight:600}.md h1{font-size:2em}.md h2{font-size:1.5em}.md h1,.md h2{border-bottom:1px solid var(--line);padding-bottom:.3em}.md h3{font-size:1.25em}.md h4{font-size:1em}
.md p,.md ul,.md ol,.md table,.md pre,.md blockquote,.md details{margin:0 0 16px}.md ul,.md ol{padding-left:2em}.md li+li{margin-top:.25em}.md details>*:last-child{margin-bottom:0}
.md a{text-decoration:underline}.md table{border-collapse:collapse;display:block;width:max-content;max-width:100%;overflow:auto}.md th,.md td{border:1px solid var(--line);padding:6px 13px}.md tr:nth-child(2n) td{background:var(--soft)}
.md code{font:85%/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--code);border-radius:6px;padding:.2em .4em}.md pre{background:var(--soft);border-radius:6px;padding:16px;overflow:auto;line-height:1.45}.md pre code{background:none;padding:0;white-space:pre}
.md blockquote{border-left:.25em solid var(--line);color:var(--mute);padding:0 1em;margin-left:0}.md img{max-width:100%}.md hr{border:0;height:.25em;background:var(--line);margin:24px 0}.md summary{cursor:pointer}
.md kbd{border:1px solid var(--line);border-radius:6px;padding:2px 5px;font:11px ui-monospace,monospace;background:var(--soft)}.md .task-list-item{list-style:none}.md .task-list-item input{margin:0 .35em .25em -1.4em;vertical-align:middle}
.md blockquote>*:last-child{margin-bottom:0}.md .alert{color:var(--text);padding:8px 16px}.md .alert-title{display:inline}.alert-note{border-color:var(--link)!important}.alert-note .alert-title{color:var(--link)}.alert-tip{border-color:var(--green)!important}.alert-tip .alert-title{color:var(--green)}
.alert-important{border-color:var(--purple)!important}.alert-important .alert-title{color:var(--purple)}.alert-warning{border-color:var(--yellow)!important}.alert-warning .alert-title{color:var(--yellow)}.alert-caution{border-color:var(--red)!important}.alert-caution .alert-title{color:var(--red)}
.log{font:12px/20px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--logbg);padding:12px 0;overflow:auto}.log div,.log summary{padding:0 16px 0 64px;white-space:pre-wrap;overflow-wrap:anywhere}.log summary{cursor:pointer;list-style:none}.log summary i:before{content:"▸ "}.log details[open]>summary i:before{content:"▾ "}
.log i{font-style:normal;color:var(--mute);display:inline-block;width:48px;text-align:right;margin:0 16px 0 -64px;user-select:none}.log .e{color:var(--red);background:#cf222e1a}.log .w{color:var(--yellow);background:#9a67001a}.log .n{color:var(--link)}.log .d{color:var(--purple)}.log .c{color:var(--link)}
.blank{padding:48px;text-align:center;color:var(--mute)}
.s1{font-weight:600}.s31,.s91{color:var(--red)}.s32,.s92{color:var(--green)}.s33,.s93{color:var(--yellow)}.s34,.s94,.s36,.s96{color:var(--link)}.s35,.s95{color:var(--purple)}.s90,.s2{color:var(--mute)}
`;
