import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import type { ResendPreview } from '@dingdee/shared/push-doubt';
import { computed, readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { doubtApi } from '../api/doubt-api.js';
import { sumOfBills } from '../bill/sum-of-bills.js';

/** Reads the looks at in-doubt bills, and sends the ticked bills again by one decision. @param refs bills of the sheet */
export function useResendMany(refs: BillRefs, api: typeof doubtApi = doubtApi) {
  const preview = shallowRef<ResendPreview | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const out = shallowRef<ReadonlySet<string>>(new Set());
  const reason = ref('');
  const sure = ref(false);
  const busy = ref(false);

  async function asked<T>(question: () => Promise<T>): Promise<T | null> {
    busy.value = true;
    problem.value = null;
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return null;
    } finally {
      busy.value = false;
    }
  }
  async function read(): Promise<void> {
    preview.value = await asked(() => api.preview(refs));
  }
  void read();

  const chosen = computed(() => (preview.value?.items ?? []).filter(({ id }) => !out.value.has(id)));
  const sum = computed(() => sumOfBills(chosen.value));
  const ready = computed(() => !busy.value && sure.value && reason.value.trim() !== '' && chosen.value.length > 0);

  function toggle(id: string): void {
    const next = new Set(out.value);
    if (!next.delete(id)) next.add(id);
    out.value = next;
    // The confirmation was about other bills.
    sure.value = false;
  }
  /** @returns null if nothing was sent or no answer came: then `problem` says why */
  async function go(): Promise<BatchResult | null> {
    if (!ready.value) return null;
    const items = chosen.value.map(({ id, version }) => ({ id, version }));
    return asked(() => api.resend({ items, reason: reason.value.trim() }));
  }
  return {
    preview: shallowReadonly(preview),
    problem: shallowReadonly(problem),
    out: shallowReadonly(out),
    busy: readonly(busy),
    reason,
    sure,
    chosen,
    sum,
    ready,
    toggle,
    go,
  };
}
