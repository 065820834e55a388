import { computed, type Ref, watch } from 'vue';
import type { usePushOrder } from '../../push/usePushOrder.js';
import type { useSelection } from '../useSelection.js';

/** What the sheet of a push beside the list means for the list. @param sent called once what was chosen is on its way. */
export function usePushBeside(
  push: ReturnType<typeof usePushOrder>,
  wide: Ref<boolean>,
  selection: ReturnType<typeof useSelection>,
  sent: () => void,
) {
  const sheetOpen = computed(() => push.step !== 'closed');
  /** Beside a push that is under way or done its own bills are looked at, not the stage that they have left. */
  const watched = computed(() =>
    wide.value && (push.step === 'progress' || push.step === 'result') ? push.order : null,
  );
  const blocked = computed<ReadonlySet<string>>(
    () => new Set(push.step === 'confirm' ? (push.preview?.excluded ?? []).map((bill) => bill.id) : []),
  );
  // What has been sent is no longer chosen.
  watch(
    () => push.order?.id,
    () => {
      const { order, preview } = push;
      // Somebody else's order is only looked at.
      if (!order || !preview) return;
      sent();
      if (selection.frozen.value || !('items' in preview.refs)) return selection.clear();
      const left = new Set(preview.excluded.map(({ id }) => id));
      for (const { id } of preview.refs.items) if (!left.has(id)) selection.drop(id);
    },
  );
  return { sheetOpen, watched, blocked };
}
