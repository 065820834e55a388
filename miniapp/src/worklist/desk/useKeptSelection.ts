import { billSummary } from '@dingdee/shared/bill';
import { onScopeDispose, watch } from 'vue';
import * as z from 'zod/mini';
import type { BillSelection } from '../useSelection.js';
import type { DeskRoute } from './useDeskRoute.js';

const KEY = 'dingdee.ticks';
const SOON_MS = 200;
const kept = z.object({ of: z.string(), bills: z.array(billSummary) });
/** Once for a page: whoever comes back to the desk in it begins with nothing ticked. */
let reloaded = performance.getEntriesByType('navigation').some((entry) => 'type' in entry && entry.type === 'reload');

/**
 * What is selected is still selected after F5. Ticks stay in this window alone, each with the bill as it was seen then: what has changed
 * since is told, and is done by nobody who has not looked. A frozen selection is kept by the server for this person.
 */
export function useKeptSelection(selection: BillSelection, at: DeskRoute, userId: string): void {
  const named = at.selected.value;
  if (named !== undefined) void takeUp(named);
  else if (reloaded) selection.pick(ticksOf(userId));
  reloaded = false;
  async function takeUp(id: string): Promise<void> {
    if (!(await selection.takeUp(id))) await at.setSelected(selection.frozen.value?.id);
  }

  watch(
    () => selection.frozen.value?.id,
    (id) => {
      if (id !== at.selected.value) void at.setSelected(id);
    },
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    clearTimeout(timer);
    keep({ of: userId, bills: [...selection.picked.values()] });
  };
  watch(
    () => [...selection.picked.values()],
    () => {
      clearTimeout(timer);
      timer = setTimeout(write, SOON_MS);
    },
  );
  addEventListener('pagehide', write);
  onScopeDispose(() => {
    removeEventListener('pagehide', write);
    clearTimeout(timer);
    keep({ of: userId, bills: [] });
  });
}

function ticksOf(userId: string): z.output<typeof billSummary>[] {
  try {
    const read = z.safeParse(kept, JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
    if (read.success && read.data.of === userId) return read.data.bills;
    // Another person's, who was here before a log-in in silence.
    sessionStorage.removeItem(KEY);
    return [];
  } catch {
    return [];
  }
}

function keep(ticks: z.input<typeof kept>): void {
  try {
    if (ticks.bills.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(ticks));
  } catch {
    // A window that keeps nothing: then a reload begins anew.
  }
}
