import type { Page } from 'playwright-core';

/** Finds controls that a hand, a keyboard or a screen reader cannot reach. Runs in the page. `target`: least height and width in px. */
function readReach(target: number): string[] {
  const faults: string[] = [];
  const seen = (el: Element) => {
    const box = el.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(el).visibility !== 'hidden';
  };
  const told = (el: Element) => `${el.tagName.toLowerCase()}.${String(el.getAttribute('class') ?? '')}`.slice(0, 60);
  const textOf = (id: string) => document.getElementById(id)?.textContent?.trim() ?? '';
  const nameOf = (el: Element): string => {
    const label = el.closest('label') ?? (el.id ? document.querySelector(`label[for="${CSS.escape(el.id)}"]`) : null);
    return (
      el.getAttribute('aria-label') ||
      (el.getAttribute('aria-labelledby') ?? '').split(' ').map(textOf).join('') ||
      (el instanceof HTMLInputElement || el instanceof HTMLSelectElement || el instanceof HTMLTextAreaElement
        ? ''
        : (el.textContent ?? '').trim()) ||
      (label?.textContent ?? '').trim() ||
      el.getAttribute('title') ||
      ''
    );
  };
  const controls = 'a[href], button, input, select, textarea, [role=checkbox], [role=radio], [role=tab], [role=option]';
  for (const el of document.querySelectorAll(controls)) {
    if (!seen(el)) continue;
    if (nameOf(el) === '') faults.push(`no name: ${told(el)}`);
    // A hidden input is reached through its label; a link inside a sentence is as high as its line.
    const hidden = el.classList.contains('sr');
    const inSentence = el.classList.contains('link') || getComputedStyle(el).display === 'inline';
    const area = hidden ? (el.closest('label') ?? el) : (el.closest('.tick, .field') ?? el);
    const box = area.getBoundingClientRect();
    if (!inSentence && (box.height < target - 0.5 || box.width < target - 0.5))
      faults.push(`small: ${told(el)} “${nameOf(el).slice(0, 20)}” ${Math.round(box.width)}×${Math.round(box.height)}`);
  }
  for (const img of document.querySelectorAll('img')) if (!img.hasAttribute('alt')) faults.push(`no alt: ${told(img)}`);
  for (const el of document.querySelectorAll('svg'))
    if (!el.closest('[aria-hidden=true]') && !el.getAttribute('aria-label')) faults.push(`bare picture: ${told(el)}`);
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) faults.push(`twice: #${id}`);
  if (document.documentElement.lang === '') faults.push('no language');
  if (document.querySelectorAll('main').length !== 1) faults.push(`${document.querySelectorAll('main').length} main`);
  return [...new Set(faults)];
}

/**
 * Returns the reach faults (ui.md §8): every control has a name and can be hit, 24 px with a mouse, 44 px with a thumb. Empty if there are
 * none.
 */
export const reachFaults = (page: Page, target: 24 | 44): Promise<string[]> => page.evaluate(readReach, target);

/** Finds texts with too little contrast (WCAG AA, 4.5 to 1), except disabled ones. Runs in the page. */
function readContrast(): string[] {
  type Colour = readonly [number, number, number, number];
  const colour = (css: string): Colour => {
    const [r = 0, g = 0, b = 0, a = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a]: Colour, under: Colour): Colour => [
    r * a + under[0] * (1 - a),
    g * a + under[1] * (1 - a),
    b * a + under[2] * (1 - a),
    1,
  ];
  const channel = (value: number) => (value <= 10.0157 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]: Colour) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const faults = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!parent || text === '' || parent.closest('.sr, script, style, option, [disabled]')) continue;
    if (parent.getClientRects().length === 0) continue;
    const above: Element[] = [];
    for (let el: Element | null = parent; el; el = el.parentElement) above.unshift(el);
    let behind: Colour = [255, 255, 255, 1];
    let opacity = 1;
    for (const el of above) {
      const style = getComputedStyle(el);
      behind = over(colour(style.backgroundColor), behind);
      opacity *= Number(style.opacity);
    }
    const [r, g, b, a] = colour(getComputedStyle(parent).color);
    const [front, back] = [light(over([r, g, b, a * opacity], behind)), light(behind)];
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    if (ratio < 4.5)
      faults.add(
        `faint: ${parent.tagName.toLowerCase()}.${parent.className} “${text.slice(0, 20)}” ${ratio.toFixed(2)}`,
      );
  }
  return [...faults];
}
/** Finishes colour transitions: an intermediate colour is not one that people read. */
const settleColours = (): void => {
  for (const moving of document.getAnimations()) if (moving instanceof CSSTransition) moving.finish();
};
export async function contrastFaults(page: Page): Promise<string[]> {
  await page.evaluate(settleColours);
  return page.evaluate(readContrast);
}
