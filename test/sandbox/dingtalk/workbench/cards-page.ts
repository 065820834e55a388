import type { Card } from '../cards.js';
import { oldTime } from '../times.js';
import type { Identity } from './identities.js';
import { escapeHtml } from './page.js';

const STYLE = `
:root{--canvas:#f3f4f6;--surface:#fff;--ink:#171a1d;--ink2:#454b53;--ink3:#5d646e;--line:#e6e8eb;--accent:#0066dc;--good:#0f6b35;--warn:#7d4e00;--bad:#b3261e;--doubt:#6b38a8}
@media (prefers-color-scheme:dark){:root{--canvas:#101214;--surface:#191c1f;--ink:#e7eaed;--ink2:#bcc2ca;--ink3:#98a0aa;--line:#2a2f35;--accent:#66adff;--good:#6fcf97;--warn:#e0b15c;--bad:#ff8a80;--doubt:#c9a7f0}}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);font:14px/1.5 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
main{max-width:420px;margin:0 auto;padding:24px 12px 48px}
h1{font-size:18px;margin:0 0 4px}
nav{display:flex;flex-wrap:wrap;gap:4px 12px;margin:0 0 16px;color:var(--ink3);font-size:13px}
a{color:var(--accent);text-decoration:none}
a[aria-current]{color:var(--ink);font-weight:600}
article{background:var(--surface);border:1px solid var(--line);border-radius:10px;margin-bottom:14px;overflow:hidden}
article.gone{opacity:.6}
.body{padding:12px 14px}
header{display:flex;justify-content:space-between;gap:12px;align-items:baseline}
h2{font-size:15px;margin:0}
small{color:var(--ink3);white-space:nowrap}
.good h2{color:var(--good)}.warn h2{color:var(--warn)}.bad h2{color:var(--bad)}.doubt h2{color:var(--doubt)}
p{margin:6px 0 0}
.notes{color:var(--ink2);font-size:13px}
.row{display:flex;border-top:1px solid var(--line)}
.row>*{flex:1;display:flex}
.row>*+*{border-left:1px solid var(--line)}
.row a,.row button{all:unset;flex:1;text-align:center;padding:9px 4px;color:var(--accent);cursor:pointer}
.row a:focus-visible,.row button:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
.told{color:var(--warn);font-size:13px}
.empty{color:var(--ink3)}
`;

/** Renders the Markdown that templates use: paragraphs and bold. */
const markdown = (text = ''): string =>
  text
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) => `<p>${escapeHtml(part).replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')}</p>`)
    .join('');

/** Renders one card as the template draws it for this person (docs/card-template.md). */
function cardOf({ trackId, params, own, changes }: Card, userid: string): string {
  const at = (name: string): string => params[name] ?? '';
  const pages = [1, 2]
    .filter((n) => at(`button${n}`) !== '' && at(`url${n}`) !== '')
    .map(
      (n) =>
        `<a href="${escapeHtml(at(`url${n}`))}" target="_blank" rel="noopener">${escapeHtml(at(`button${n}`))}</a>`,
    );
  const actions = ['take']
    .filter((action) => at(action) !== '')
    .map((action) => {
      const query = new URLSearchParams({ userid, trackId, action, stamp: at('version') });
      return `<form method="post" action="/workbench/cards/press?${escapeHtml(query.toString())}"><button type="submit">${escapeHtml(at(action))}</button></form>`;
    });
  const row = (items: readonly string[]): string =>
    items.length > 0 ? `<div class="row">${items.join('')}</div>` : '';
  const told = own.get(userid)?.told ?? '';
  return `<article class="${escapeHtml(at('tone'))}" data-track="${escapeHtml(trackId)}"><div class="body">
<header><h2>${escapeHtml(at('title'))}</h2><small>${escapeHtml(at('at'))}</small></header>
${markdown(at('lines'))}<div class="notes">${markdown(at('notes'))}</div>
${told === '' ? '' : `<p class="told">${escapeHtml(told)}</p>`}
<p><small>第 ${changes.length} 个样子，${oldTime(changes.at(-1)?.at ?? 0).slice(5, 16)}</small></p></div>${row(pages)}${row(actions)}</article>`;
}

/**
 * Renders one person's chat with the app's robot.
 * @param still the page does not reload itself; by default it does, so that cards change in place
 */
export function cardsPage(people: readonly Identity[], userid: string, cards: readonly Card[], still: boolean): string {
  const links = people
    .map(
      (one) =>
        `<a href="/workbench/cards?userid=${one.userid}"${one.userid === userid ? ' aria-current="page"' : ''}>${escapeHtml(one.name)}</a>`,
    )
    .join('');
  const shown = cards.map((card) => cardOf(card, userid)).join('\n');
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${still ? '' : '<meta http-equiv="refresh" content="3">'}
<title>钉钉里的卡片</title><style>${STYLE}</style></head>
<body><main><h1>钉钉里的卡片</h1><nav><a href="/workbench">工作台</a>${links}</nav>
${shown === '' ? '<p class="empty">这个人还没有收到卡片。</p>' : shown}
</main></body></html>`;
}
