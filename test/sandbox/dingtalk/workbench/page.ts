import type { Todo } from '../todos.js';
import type { Identity } from './identities.js';

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const STYLE = `
:root{--canvas:#f3f4f6;--surface:#fff;--ink:#171a1d;--ink2:#454b53;--ink3:#5d646e;--line:#e6e8eb;--strong:#d2d6dc;--accent:#0066dc;--soft:#e9f2ff;--brand:#007fff}
@media (prefers-color-scheme:dark){:root{--canvas:#101214;--surface:#191c1f;--ink:#e7eaed;--ink2:#bcc2ca;--ink3:#98a0aa;--line:#2a2f35;--strong:#383e46;--accent:#66adff;--soft:#152a43;--brand:#2b93ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);font:14px/1.5 "PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif}
main{max-width:960px;margin:0 auto;padding:32px 20px 48px}
header{display:flex;align-items:center;gap:14px;margin-bottom:6px}
.mark{width:44px;height:44px;border-radius:10px;background:var(--brand);color:#fff;display:grid;place-items:center;font-size:22px;font-weight:600;flex:none}
h1{font-size:20px;line-height:1.3;margin:0;font-weight:600}
header p,.note{margin:0;color:var(--ink3)}
.note{font-size:13px;margin:14px 0 20px}
fieldset{border:0;padding:0;margin:0 0 18px;display:flex;flex-wrap:wrap;gap:10px 26px}
fieldset div{display:flex;align-items:center;gap:8px}
.label{color:var(--ink3);font-size:13px}
.choice{display:inline-flex;border:1px solid var(--strong);border-radius:6px;overflow:hidden;background:var(--surface)}
.choice input{position:absolute;opacity:0;pointer-events:none}
.choice label{padding:5px 14px;font-size:13px;color:var(--ink2);cursor:pointer;border-left:1px solid var(--line)}
.choice label:first-of-type{border-left:0}
.choice input:checked+label{background:var(--soft);color:var(--accent);font-weight:500}
.choice input:focus-visible+label{outline:2px solid var(--brand);outline-offset:-2px}
ul{list-style:none;margin:0;padding:0;background:var(--surface);border:1px solid var(--line);border-radius:10px;overflow:hidden}
li+li{border-top:1px solid var(--line)}
button{all:unset;box-sizing:border-box;display:grid;grid-template-columns:44px minmax(0,1fr) auto;gap:2px 14px;align-items:center;width:100%;padding:13px 18px;cursor:pointer}
button:hover{background:var(--soft)}
button:focus-visible{outline:2px solid var(--brand);outline-offset:-2px}
.face{grid-row:1/3;width:40px;height:40px;border-radius:50%;background:var(--soft);color:var(--accent);display:grid;place-items:center;font-size:15px;font-weight:600}
.who{font-size:16px;font-weight:500}
.who small{font-size:13px;font-weight:400;color:var(--ink3);margin-left:8px}
.part{color:var(--accent);font-size:13px;font-weight:500;white-space:nowrap}
.hint{grid-column:2/4;color:var(--ink3);font-size:13px}
@media (max-width:560px){main{padding:18px 12px 32px}button{padding:12px}.who small{display:block;margin:0}}
`;

/** Renders the workbench: choice of the person, the client and the light or dark theme. */
export function workbenchPage(
  identities: readonly Identity[],
  enterUrl: string,
  appName: string,
  todos: readonly Todo[] = [],
): string {
  const rows = identities
    .map(
      ({ userid, name, title, department, part, hint }) => `<li><button type="submit" name="userid" value="${userid}">
<span class="face" aria-hidden="true">${escapeHtml(name.slice(-2))}</span>
<span class="who">${escapeHtml(name)}<small>${escapeHtml(`${department} · ${title}`)}</small></span>
<span class="part">${escapeHtml(part)}</span>
<span class="hint">${escapeHtml(hint)}</span></button></li>`,
    )
    .join('\n');
  const choice = (legend: string, name: string, values: readonly (readonly [string, string])[]): string =>
    `<div role="radiogroup" aria-label="${legend}"><span class="label">${legend}</span><span class="choice">${values
      .map(
        ([value, label], index) =>
          `<input type="radio" id="${name}-${value}" name="${name}" value="${value}"${index === 0 ? ' checked' : ''}><label for="${name}-${value}">${label}</label>`,
      )
      .join('')}</span></div>`;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>选择身份进入${escapeHtml(appName)}</title><style>${STYLE}</style></head>
<body><main>
<header><span class="mark" aria-hidden="true">钉</span><div><h1>选择身份进入${escapeHtml(appName)}</h1><p>云杉科技 · 工作台（模拟）</p></div></header>
<p class="note">这里代替钉钉客户端：选一个人，就以他的钉钉身份打开应用。同一浏览器一次只有一个身份，换人时回到这一页。<br>第一次来，按一笔报销走的顺序：映射维护 → 审核 → 推送。<a href="/workbench/cards">钉钉里的卡片</a></p>
<form method="get" action="${escapeHtml(enterUrl)}">
<fieldset>
${choice('客户端', 'platform', [
  ['pc', '电脑'],
  ['ios', 'iPhone'],
  ['android', '安卓手机'],
])}
${choice('外观', 'theme', [
  ['light', '浅色'],
  ['dark', '深色'],
])}
${choice('版本', 'old', [
  ['0', '新版'],
  ['1', '旧版（只有旧登录接口）'],
])}
</fieldset>
<ul>${rows}</ul>
</form>${todoList(todos, identities, enterUrl)}</main></body></html>`;
}

/** Renders the 待办 of the identities: open ones link to their subject, as that person. */
function todoList(todos: readonly Todo[], identities: readonly Identity[], enterUrl: string): string {
  const rows = identities.flatMap(({ userid, unionid, name }) =>
    todos
      .filter(({ executorIds }) => executorIds.includes(unionid))
      .map(({ subject, description, done, url }) => {
        const { pathname, search } = new URL(url.pc);
        const enter = `${enterUrl}?${new URLSearchParams({ userid, platform: 'pc', path: `${pathname}${search}` })}`;
        const words = `${escapeHtml(name)}：${escapeHtml(subject)} <small>${escapeHtml(description)}</small>`;
        return `<p class="note">${done ? `<s>${words}</s> 已完成` : `<a href="${escapeHtml(enter)}">${words}</a>`}</p>`;
      }),
  );
  return rows.length === 0 ? '' : `<h2>钉钉待办</h2>${rows.join('')}`;
}

/** Renders a phone frame around the app, for people at a desk. */
export function phonePage(path: string, appName: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(appName)} · 手机</title><style>
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#dfe3e8;font:14px "PingFang SC","Microsoft YaHei",sans-serif}
.phone{width:390px;height:min(844px,calc(100vh - 32px));border-radius:28px;overflow:hidden;box-shadow:0 12px 48px rgba(17,22,29,.28);display:grid;grid-template-rows:44px 1fr;background:#fff}
.bar{display:grid;place-items:center;border-bottom:1px solid #e6e8eb;font-weight:600;color:#171a1d}
iframe{border:0;width:100%;height:100%}
@media (max-width:480px){.phone{width:100vw;height:100vh;border-radius:0;box-shadow:none}}
</style></head><body><div class="phone"><div class="bar">${escapeHtml(appName)}</div><iframe src="${escapeHtml(path)}" title="${escapeHtml(appName)}"></iframe></div></body></html>`;
}

/** Renders a page with one sentence. */
export function messagePage(title: string, sentence: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main><header><span class="mark" aria-hidden="true">钉</span><div><h1>${escapeHtml(title)}</h1><p>${escapeHtml(sentence)}</p></div></header></main></body></html>`;
}
