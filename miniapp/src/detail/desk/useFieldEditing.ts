import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';
import type { RemapResult } from '@dingdee/shared/mapping';
import { computed, nextTick, type Ref, ref, toRef } from 'vue';
import { useBillChanged } from '../../api/useBillChanged.js';
import { fits } from '../../bill/offered.js';
import { ownHand } from '../../bill/own-hand.js';
import { useMappingFix } from '../../mapping/useMappingFix.js';
import { focusKey } from '../../ui/keep-focus.js';
import { useLayer } from '../../ui/useLayers.js';
import { allFields } from './pair-fields.js';

/** What the editing needs of the bill's page. */
interface Page {
  bill: Ref<BillDetail | null>;
  /** The version that the person has looked at. */
  seen: Ref<BillDetail | null>;
  /** Whether the bill on screen is the one asked for, in the version looked at. */
  settled: Ref<boolean>;
  /** The scrolled part of the page. */
  pane: Ref<HTMLElement | null>;
  /** Notes that the next change of the bill is the person's own. */
  mine: () => void;
  /** Called before a field opens: shows the pairs and nothing above them. */
  opening: () => void;
  /** Called with the effect of a saved value. */
  fixed: (billId: string, result: RemapResult) => void;
}

/** Edits one field of a bill at a time, in its own place beside the approval (ui.md §5). */
export function useFieldEditing({ bill, seen, settled, pane, mine, opening, fixed }: Page) {
  /** Path of the field that is open; null if none is. */
  const editing = ref<string | null>(null);
  const text = ref('');
  const field = computed<PairValue | null>(
    () => (bill.value && allFields(bill.value).find(({ path }) => path === editing.value)) ?? null,
  );
  const target = computed(() =>
    seen.value && field.value ? { billId: seen.value.id, version: seen.value.version, path: field.value.path } : null,
  );
  const fix = useMappingFix(target);
  const billChanged = useBillChanged();
  useLayer(
    toRef(() => editing.value !== null),
    () => stop(),
  );

  /** @returns false if the bill is not loaded yet, or if the field cannot be changed */
  function edit(wanted: PairValue, scope: 'bill' | 'form' = 'bill'): boolean {
    if (!settled.value || !wanted.editable || !fits(bill.value, 'fix')) return false;
    opening();
    editing.value = wanted.path;
    text.value = '';
    void nextTick().then(() => {
      fix.scope.value = scope;
      // The list and the preview are below the row, so the row scrolls to the top.
      const row = pane.value?.querySelector('.field.err')?.closest('.pair');
      if (row instanceof HTMLElement && pane.value)
        pane.value.scrollTop = Math.max(0, row.offsetTop - pane.value.offsetTop - 64);
    });
    return true;
  }

  /** Kingdee refused a value: opens the field of that value. */
  function repair(): void {
    const { trouble } = bill.value ?? {};
    if (!bill.value || !trouble) return;
    const fields = allFields(bill.value).filter((each) => each.editable && each.picker !== null && each.value !== null);
    const wanted = fields.find(({ path }) => path === trouble.path) ?? fields[0];
    if (wanted) edit(wanted);
  }

  /** Closes the field; the focus returns to it. */
  function close(): void {
    const path = editing.value;
    editing.value = null;
    if (path === null || !pane.value) return;
    const { activeElement } = document;
    const here = activeElement === document.body || pane.value.parentElement?.contains(activeElement);
    if (here) void nextTick().then(() => focusKey(`edit ${path}`));
  }

  function stop(): void {
    close();
    fix.reset();
  }

  /** Closes the field without moving the focus: another bill is shown. */
  function drop(): void {
    editing.value = null;
    fix.reset();
  }

  async function save(scope?: 'bill'): Promise<void> {
    const saved = target.value?.billId;
    if (saved === undefined) return;
    ownHand.begin(saved);
    const result = await fix.save(scope).finally(() => ownHand.end(saved, null));
    if (!result) return;
    mine();
    close();
    billChanged('mapping');
    fixed(saved, result);
  }

  /** A value was taken over from elsewhere on the page. */
  function took(billId: string, result: RemapResult): void {
    mine();
    close();
    fixed(billId, result);
  }

  return { editing, text, field, fix, edit, repair, stop, drop, save, took };
}
