import { userInfo } from 'node:os';
import type { Page } from 'playwright-core';
import * as company from '../sandbox/company.js';

/**
 * Latin words that are allowed on the page: names of keys, the user who ran a command on the server, and Kingdee's own user, whom Kingdee
 * names in its message about an open bill.
 */
const KNOWN_WORDS = new Set(['shift', 'administrator', userInfo().username.toLowerCase()]);

/** Collects the visible text nodes and the texts that a pointer or a screen reader finds. Runs in the page. */
function readPage(): { visible: string[]; typed: string[]; everything: string; overflow: string[]; cut: string[] } {
  const visible: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!parent || text === '' || parent.closest('script, style, kbd, code')) continue;
    if (parent.getClientRects().length > 0) visible.push(text);
  }
  // The page may repeat the text that the person typed.
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
  // The desk scrolls inside its window: content below it would make an empty area to scroll to.
  const below = document.documentElement.scrollHeight - window.innerHeight;
  if (document.documentElement.dataset.layout === 'desk' && below > 1) overflow.push(`${below} px below the desk`);
  // A pane that clips hides what stands beside its window, and the page is not wide.
  const scrolls = (el: Element | null): boolean =>
    el !== null && (/auto|scroll/.test(getComputedStyle(el).overflowX) || scrolls(el.parentElement));
  for (const el of document.querySelectorAll<HTMLElement>('button, a[href]')) {
    const { left, right, width } = el.getBoundingClientRect();
    if (width === 0 || left >= window.innerWidth || right <= window.innerWidth + 1 || scrolls(el)) continue;
    overflow.push(`“${el.textContent?.trim()}” to ${Math.round(right)} of ${window.innerWidth} px`);
  }
  // ui.md §7: a truncated text has its full text in `title`. A text is cut if it is wider than its box, or higher than its last line.
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
  // A file keeps the name that its sender gave it.
  (text.replace(/\.(xlsx|docx|jpeg)\b/g, '').match(/[A-Za-z0-9_-]+/g) ?? []).filter(
    // Codes and ids contain digits; a bill number may happen to have none.
    (word) =>
      /[A-Za-z]{4,}/.test(word) &&
      !/\d/.test(word) &&
      !/^DD[A-Z]{16}$/.test(word) &&
      // Kingdee's own names of its prompts: STK_InvCheckResult.
      !/^[A-Z]{2,}_\w+$/.test(word) &&
      !KNOWN_WORDS.has(word.toLowerCase()),
  );

/** Beginning of the fault about an account that is not masked. */
export const ACCOUNT_IN_FULL = 'account in full';
const ACCOUNTS: readonly string[] = [
  ...company.bankAccounts.map(({ number }) => number),
  ...company.employees.map(({ bankAccount }) => bankAccount.number),
];

/** Returns the faults of the present page: English text, account numbers in full, sideways scroll, cut texts. Empty if there are none. */
export async function pageFaults(page: Page): Promise<string[]> {
  const { visible, typed, everything, overflow, cut } = await page.evaluate(readPage);
  // Digits may be in groups of four, in text or attribute; values that a form submits are not shown.
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
