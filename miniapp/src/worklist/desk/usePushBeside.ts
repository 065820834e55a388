import { computed, type Ref, watch } from 'vue';
import type { usePushOrder } from '../../push/usePushOrder.js';
import type { useSelection } from '../useSelection.js';

/** Holds the effect of the open push sheet on the list. @param sent called after the chosen bills were sent */
export function usePushBeside(
  push: ReturnType<typeof usePushOrder>,
  wide: Ref<boolean>,
  selection: ReturnType<typeof useSelection>,
  sent: () => void,
) {
  const sheetOpen = computed(() => push.step !== 'closed');
  /** During and after a push the list shows the bills of the order, not the stage that they have left. */
  const watched = computed(() =>
    wide.value && (push.step === 'progress' || push.step === 'result') ? push.order : null,
  );
  const blocked = computed<ReadonlySet<string>>(
    () => new Set(push.step === 'confirm' ? (push.preview?.excluded ?? []).map((bill) => bill.id) : []),
  );
  // Sent bills are no longer selected.
  watch(
    () => push.order?.id,
    () => {
      const { order, preview } = push;
      // The order of another person is only shown.
      if (!order || !preview) return;
      sent();
      if (selection.frozen.value || !('items' in preview.refs)) return selection.clear();
      const left = new Set(preview.excluded.map(({ id }) => id));
      for (const { id } of preview.refs.items) if (!left.has(id)) selection.drop(id);
    },
  );
  return { sheetOpen, watched, blocked };
}
