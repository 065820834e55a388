import { billSummary } from '@dingdee/shared/bill';
import { onScopeDispose, watch } from 'vue';
import * as z from 'zod/mini';
import { useAfterPause } from '../../ui/useAfterPause.js';
import type { BillSelection } from '../useSelection.js';
import type { DeskRoute } from './useDeskRoute.js';

const KEY = 'dingdee.ticks';
const SOON_MS = 200;
const kept = z.object({ of: z.string(), bills: z.array(billSummary) });
/** True once after a reload of the page: a later return to the desk starts with nothing ticked. */
let reloaded = performance.getEntriesByType('navigation').some((entry) => 'type' in entry && entry.type === 'reload');

/**
 * Restores the selection after F5. Ticks are kept in this window only, each with the bill as it was seen: bills that changed since are reported, and
 * no action runs before the person has looked. The server keeps a frozen selection for this person.
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
  const write = (): void => keep({ of: userId, bills: [...selection.picked.values()] });
  const { soon } = useAfterPause(write, SOON_MS);
  watch(() => [...selection.picked.values()], soon);
  addEventListener('pagehide', write);
  onScopeDispose(() => {
    removeEventListener('pagehide', write);
    keep({ of: userId, bills: [] });
  });
}

function ticksOf(userId: string): z.output<typeof billSummary>[] {
  try {
    const read = z.safeParse(kept, JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
    if (read.success && read.data.of === userId) return read.data.bills;
    // Ticks of another person, who was here before a silent log-in.
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
    // A window without storage: a reload then starts without ticks.
  }
}
