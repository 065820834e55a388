import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Runs in the page: finishes animations first, then runs axe. */
const LOOK = `(async () => {
  for (const moving of document.getAnimations())
    if (moving.effect?.getComputedTiming().endTime !== Infinity) moving.finish();
  const { violations } = await axe.run(PART, { resultTypes: ['violations'], preload: false, RULES });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, nodes }) => nodes.map(({ target, any, all, none }) =>
      [impact, id, target.join(' '), ...[...any, ...all, ...none].map(({ message }) => message).slice(0, 1)].join(' | ')));
})()`;

/**
 * Returns the serious and critical violations on the present page, one line each; empty if there are none.
 * @param only rules to apply; all if empty.
 * @param part selector of the checked part; the whole page if absent.
 */
export async function axeFaults(page: Page, only: readonly string[] = [], part?: string): Promise<string[]> {
  // Not by a script element, which the policy of the page forbids.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const rules = only.length > 0 ? `runOnly: ${JSON.stringify(only)}` : '';
  return page.evaluate<string[]>(
    LOOK.replace('RULES', rules).replace('PART', part ? JSON.stringify({ include: [part] }) : 'document'),
  );
}
