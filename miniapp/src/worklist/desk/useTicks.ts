import type { BillSummary, ReasonGroup } from '@dingdee/shared/bill';
import type { CountAndSum } from '@dingdee/shared/page';
import { computed } from 'vue';
import { sumInWords } from '../../ui/sum-words.js';
import type { BillSelection } from '../useSelection.js';
import { placeOf, type Segment } from './grid/segments.js';
import type { DeskList } from './useDeskList.js';
import type { useDeskRoute } from './useDeskRoute.js';

/** Largest group that is ticked row by row; the server freezes a larger one. */
const BY_ROW = 200;

/** Ticks single rows, ranges with Shift, groups and everything; also holds what 全选符合条件 would select. */
export function useTicks(selection: BillSelection, list: DeskList, at: ReturnType<typeof useDeskRoute>) {
  let anchor: string | null = null;
  const loaded = computed(() => list.segments.value.flatMap((s) => (s.collapsed ? [] : s.pages.items)));

  function range(from: string, to: string): BillSummary[] {
    const bills = loaded.value;
    const a = bills.findIndex((bill) => bill.id === from);
    const b = bills.findIndex((bill) => bill.id === to);
    return a < 0 || b < 0 ? [] : bills.slice(Math.min(a, b), Math.max(a, b) + 1);
  }
  function tick(bill: BillSummary, shift: boolean): void {
    if (shift && anchor) selection.pick(range(anchor, bill.id));
    else selection.toggle(bill);
    anchor = bill.id;
  }
  /** Shift with J/K: ticks all rows from the anchor (the row that was left first) to the reached row. */
  function extendFrom(before: string | null, bill: BillSummary): void {
    anchor ??= before ?? bill.id;
    selection.pick(range(anchor, bill.id));
  }

  async function tickGroup(segment: Segment): Promise<void> {
    const all =
      segment.pages.items.length === segment.count && segment.pages.items.every((b) => selection.isPicked(b.id));
    if (all) return selection.pick(segment.pages.items, false);
    if (segment.count > BY_ROW) return void (await selection.freeze(filterOf(segment)));
    await segment.pages.ensure(segment.count - 1);
    selection.pick(segment.pages.items);
  }
  async function tickAll(): Promise<void> {
    if (selection.count.value > 0) return selection.clear();
    if (list.total.value > BY_ROW) return void (await selection.freeze(filterOf(null)));
    for (const segment of list.segments.value.filter((s) => !s.released)) {
      await segment.pages.ensure(segment.count - 1);
      selection.pick(segment.pages.items);
    }
  }

  const base = () => ({ stage: at.stage.value, schemeId: at.schemeId.value, ...at.narrowed.value });
  const filterOf = (segment: Segment | null) => segment?.filter ?? base();

  /** The group that holds all ticks; null if they are in several groups. */
  const homeGroup = computed<Segment | null>(() => {
    const ids = [...selection.picked.keys()];
    const [first] = ids;
    if (first === undefined) return null;
    const home = list.segments.value.find((s) => s.pages.items.some((bill) => bill.id === first));
    return home?.group && ids.every((id) => placeOf([home], id)) ? home : null;
  });
  const offer = computed(() => {
    if (selection.frozen.value || selection.count.value === 0) return null;
    const home = homeGroup.value;
    if (home?.group)
      return home.group.count > selection.count.value
        ? { ofGroup: true, count: home.group.count, amount: home.group.amount, unknown: home.group.unknown }
        : null;
    const sum = list.sum.value;
    return sum !== null && list.total.value > selection.count.value
      ? { ofGroup: false, count: list.total.value, amount: sum, unknown: list.unknown.value }
      : null;
  });
  /** Freezes a whole group as shown on its button. */
  const freezeGroup = (segment: Segment, { count, amount, mark }: ReasonGroup) =>
    selection.freeze(segment.filter, { count, amount, mark });
  function takeOffer(): void {
    const shown = offer.value;
    if (shown) void selection.freeze(filterOf(homeGroup.value), { count: shown.count, amount: shown.amount });
  }

  /** Ticked bills that are not among the rows read so far. */
  const outside = computed(() => {
    const shown = new Set(list.segments.value.flatMap((s) => s.pages.items.map((bill) => bill.id)));
    return [...selection.picked.keys()].filter((id) => !shown.has(id)).length;
  });

  /** Returns true if the frozen selection includes a whole segment on screen. */
  function covers(segment: Segment): boolean {
    const frozen = selection.source.value;
    if (!selection.frozen.value || !frozen) return false;
    const taken = JSON.stringify(frozen);
    return taken === JSON.stringify(segment.filter) || (!segment.released && taken === JSON.stringify(base()));
  }

  return { covers, freezeGroup, tick, extendFrom, tickGroup, tickAll, offer, takeOffer, outside };
}

/** Formats "4 笔 ¥12,360.00" and the number of bills without an amount, which the sum does not include. */
export const sumOf = ({ count, amount, unknown }: CountAndSum): string =>
  `${count} 笔 ¥${sumInWords({ amount, unknown })}`;
