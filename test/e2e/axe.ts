import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Runs in the page: what moves is at its end first, then axe looks at what stands there. */
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
 * What axe calls serious or critical on the page as it stands, one line each; empty when nothing is.
 * @param only the rules to look by; all of them without. @param part a selector of what is looked at; the whole page without.
 */
export async function axeFaults(page: Page, only: readonly string[] = [], part?: string): Promise<string[]> {
  // Not by a script element: the policy of the page lets none in.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const rules = only.length > 0 ? `runOnly: ${JSON.stringify(only)}` : '';
  return page.evaluate<string[]>(
    LOOK.replace('RULES', rules).replace('PART', part ? JSON.stringify({ include: [part] }) : 'document'),
  );
}
