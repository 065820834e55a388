import { userInfo } from 'node:os';
import type { Page } from 'playwright-core';
import * as company from '../sandbox/company.js';

/**
 * Latin words that belong on the page: keys by the name that stands on them, whoever ran a command on the server, and Kingdee's own user,
 * whom it names in its own words as the one who has a bill open.
 */
const KNOWN_WORDS = new Set(['shift', 'administrator', userInfo().username.toLowerCase()]);

/** What is seen: text nodes that take up room, and the texts that a pointer or a screen reader finds. Runs in the page. */
function readPage(): { visible: string[]; typed: string[]; everything: string; overflow: string[]; cut: string[] } {
  const visible: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!parent || text === '' || parent.closest('script, style, kbd, code')) continue;
    if (parent.getClientRects().length > 0) visible.push(text);
  }
  // What the person typed may be repeated to them as it is.
  const typed = [...document.querySelectorAll<HTMLInputElement>('input[type=search], input[role=combobox]')].map(
    (el) => el.value,
  );
  const placeholders = [...document.querySelectorAll('[placeholder]')].map(
    (el) => el.getAttribute('placeholder') ?? '',
  );
  const said = ['aria-label', 'title', 'alt', 'aria-roledescription', 'aria-valuetext'].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((el) => el.getAttribute(name) ?? ''),
  );
  const wide = document.documentElement.scrollWidth > window.innerWidth;
  const overflow = [...document.querySelectorAll('body *')]
    .filter((el) => wide && el.getBoundingClientRect().right > window.innerWidth + 1)
    .map((el) => `${el.tagName.toLowerCase()}.${el.className} to ${Math.round(el.getBoundingClientRect().right)} px`)
    .slice(0, 5);
  if (wide && overflow.length === 0) overflow.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  // The desk scrolls inside its window: what reaches below it could be scrolled to, and shows nothing.
  const below = document.documentElement.scrollHeight - window.innerHeight;
  if (document.documentElement.dataset.layout === 'desk' && below > 1) overflow.push(`${below} px below the desk`);
  // ui.md §7: a truncated text has its full text in `title`. Cut is what is wider than its place, or higher than its last line.
  const squeezed = (text: string) => text.replace(/\s/g, '');
  const cut = [...document.querySelectorAll<HTMLElement>('body *')].flatMap((el) => {
    const style = getComputedStyle(el);
    const clamps = style.textOverflow === 'ellipsis' || style.getPropertyValue('-webkit-line-clamp') !== 'none';
    // biome-ignore lint/performance/useDomNodeTextContent: what is read, not what is hidden
    const text = squeezed(el.innerText ?? '');
    if (!clamps || style.overflowX === 'visible' || text === '' || el.clientWidth === 0) return [];
    if (el.scrollWidth <= el.clientWidth + 1 && el.scrollHeight <= el.clientHeight + 2) return [];
    const title = squeezed(el.closest('[title]')?.getAttribute('title') ?? '');
    return title.length >= text.length ? [] : [`${el.tagName.toLowerCase()}.${el.className} “${text.slice(0, 60)}”`];
  });
  return {
    visible: [...visible, ...placeholders, ...said],
    typed,
    everything: document.documentElement.innerHTML,
    overflow,
    cut,
  };
}

const english = (text: string): string[] =>
  // A file is called as whoever sent it called it.
  (text.replace(/\.(xlsx|docx|jpeg)\b/g, '').match(/[A-Za-z0-9_-]+/g) ?? []).filter(
    // Codes and ids carry digits; a bill number may happen to have none.
    (word) =>
      /[A-Za-z]{4,}/.test(word) &&
      !/\d/.test(word) &&
      !/^DD[A-Z]{16}$/.test(word) &&
      // Kingdee's own names of its prompts: STK_InvCheckResult.
      !/^[A-Z]{2,}_\w+$/.test(word) &&
      !KNOWN_WORDS.has(word.toLowerCase()),
  );

/** How the fault of an account that is not masked begins. */
export const ACCOUNT_IN_FULL = 'account in full';
const ACCOUNTS: readonly string[] = [
  ...company.bankAccounts.map(({ number }) => number),
  ...company.employees.map(({ bankAccount }) => bankAccount.number),
];

/** What is wrong with the page as it stands: English left over, account numbers in full, sideways scroll, texts cut for good. Empty when nothing is. */
export async function pageFaults(page: Page): Promise<string[]> {
  const { visible, typed, everything, overflow, cut } = await page.evaluate(readPage);
  // Grouped by four or not, in text or attribute; what a form sends along is not shown.
  const digits = everything.replace(/ value="[^"]*"/g, '').replace(/(?<=\d)[ \u00a0](?=\d)/g, '');
  return [
    ...visible.flatMap((text) =>
      english(text)
        .filter((word) => !typed.includes(word))
        .map((word) => `English: “${word}” in “${text.slice(0, 80)}”`),
    ),
    ...ACCOUNTS.filter((account) => digits.includes(account)).map(
      (account) => `${ACCOUNT_IN_FULL}: ${digits.slice(digits.indexOf(account) - 60, digits.indexOf(account) + 24)}`,
    ),
    ...overflow.map((element) => `beyond the window: ${element}`),
    ...cut.map((element) => `cut, and nowhere in full: ${element}`),
  ];
}
