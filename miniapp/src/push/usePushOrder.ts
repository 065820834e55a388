import type { BillRefs } from '@dingdee/shared/bill-batch';
import type { PushItem, PushOrder, PushPreview } from '@dingdee/shared/push';
import { defineStore } from 'pinia';
import { computed, readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type PushApi, pushApi } from '../api/push-api.js';
import { onLive } from '../live/useLive.js';
import { waitsForDoubt } from './standing.js';

/** closed → preparing → confirm → progress → result; a problem keeps the present step. */
export type PushStep = 'closed' | 'preparing' | 'confirm' | 'progress' | 'result';

const POLL_MS = 2000;
/** Time between two reads in ms of a finished order with in-doubt bills, which are still being looked for in Kingdee. */
const IN_DOUBT_POLL_MS = 5000;

/**
 * Holds one 推送 from the confirm sheet to the result. The shown content is what is pushed: the preview's token freezes it, and a second tap returns
 * the same order. Progress is read from the server; closing the sheet changes nothing there.
 */
export function createPushOrder(api: PushApi = pushApi) {
  const step = ref<PushStep>('closed');
  const preview = shallowRef<PushPreview | null>(null);
  const order = shallowRef<PushOrder | null>(null);
  /** The bills that are loaded so far, those in trouble first. */
  const items = shallowRef<readonly PushItem[]>([]);
  const hasMore = ref(false);
  let pages = 1;
  const problem = shallowRef<ApiProblem | null>(null);
  const sending = ref(false);
  const stopping = ref(false);
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const running = computed(() => order.value !== null && order.value.state !== 'done');
  /** True while something can still change: the order runs, or it has in-doubt bills. */
  const open = computed(() => running.value || (order.value?.inDoubt.count ?? 0) > 0);
  /** Number of bills with a final result; in-doubt bills have none. */
  const settled = computed(() => (order.value ? order.value.booked.count + order.value.failed.count : 0));

  async function guarded(work: () => Promise<void>): Promise<boolean> {
    problem.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return false;
    }
  }

  /** Opens the confirm sheet for these bills; the server says which can be pushed and why others cannot. */
  async function prepare(refs: BillRefs): Promise<void> {
    asked += 1;
    const mine = asked;
    step.value = 'preparing';
    preview.value = null;
    await guarded(async () => {
      const answer = await api.preview(refs);
      if (mine !== asked) return;
      preview.value = answer;
      step.value = 'confirm';
    });
  }

  async function confirm(): Promise<void> {
    const shown = preview.value;
    if (!shown || sending.value || step.value !== 'confirm') return;
    sending.value = true;
    await guarded(async () => take(await api.create(shown.token)));
    const refused = problem.value;
    // The bills changed while the sheet was open: nothing was pushed, and the person sees the new preview.
    if (refused?.code === 'push/preview-changed' && preview.value === shown) {
      const mine = asked;
      await guarded(async () => {
        const answer = await api.preview(shown.refs);
        if (mine === asked) preview.value = answer;
      });
      problem.value ??= refused;
    }
    sending.value = false;
  }

  async function take(answer: PushOrder): Promise<void> {
    if (answer.id !== order.value?.id) pages = 1;
    const list = pages === 1 ? answer : await pagesOf(answer);
    // Another order is open by now, or none.
    if (list !== answer && order.value?.id !== answer.id) return;
    order.value = answer;
    items.value = list.items;
    hasMore.value = list.next !== null;
    if (step.value !== 'closed') step.value = answer.state === 'done' || waitsForDoubt(answer) ? 'result' : 'progress';
    clearTimeout(timer);
    // Live events report changes earlier; this timer works when they are cut off.
    if (open.value) timer = setTimeout(() => void refresh(), answer.state === 'done' ? IN_DOUBT_POLL_MS : POLL_MS);
  }

  /** Reads all open pages again: a bill that moved to the front meanwhile is shown once, in its present state. */
  async function pagesOf(answer: PushOrder): Promise<{ items: PushItem[]; next: string | null }> {
    const found = new Map(answer.items.map((item) => [item.billId, item]));
    let { next } = answer;
    for (let page = 1; page < pages && next !== null; page += 1) {
      const more = await api.items(answer.id, next);
      for (const item of more.items) if (!found.has(item.billId)) found.set(item.billId, item);
      next = more.next;
    }
    return { items: [...found.values()], next };
  }

  /** Opens the next page of the bills. */
  async function more(): Promise<void> {
    if (!hasMore.value) return;
    pages += 1;
    await refresh();
  }

  /** Reads the order again; also called on a live `push` event. A lost answer is requested again. */
  async function refresh(): Promise<void> {
    const id = order.value?.id;
    if (!id) return;
    const read = await guarded(async () => {
      const answer = await api.get(id);
      if (order.value?.id === id) await take(answer);
    });
    if (!read && open.value) {
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(), POLL_MS * 2);
    }
  }

  /** Shows a running or finished order, from the bar at the top or a deep link. */
  async function show(id: string): Promise<void> {
    if (order.value?.id !== id) order.value = null;
    step.value = 'progress';
    await guarded(async () => take(await api.get(id)));
  }

  /** Finishes the call that is being sent and starts no other. */
  async function stop(): Promise<void> {
    const id = order.value?.id;
    if (!id || stopping.value) return;
    stopping.value = true;
    await guarded(async () => take(await api.stop(id)));
    stopping.value = false;
  }

  /** Closes the sheet; a running order goes on in the background. */
  function close(): void {
    asked += 1;
    step.value = 'closed';
    preview.value = null;
    problem.value = null;
    if (!running.value) {
      clearTimeout(timer);
      order.value = null;
    }
  }

  return {
    step: readonly(step),
    preview: shallowReadonly(preview),
    order: shallowReadonly(order),
    items: shallowReadonly(items),
    hasMore: readonly(hasMore),
    problem: shallowReadonly(problem),
    sending: readonly(sending),
    stopping: readonly(stopping),
    running,
    open,
    settled,
    prepare,
    confirm,
    refresh,
    more,
    show,
    stop,
    close,
  };
}

/** The one push of this page, shared by the sheet and the bar at the top, and kept fresh by the live stream. */
export const usePushOrder = defineStore('push-order', () => {
  const push = createPushOrder();
  onLive((kinds) => {
    const touched = kinds.has('push') || kinds.has('bill') || kinds.has('bills');
    // An open result still shows which comments have been written.
    if (touched && (push.open.value || push.step.value === 'result')) void push.refresh();
  });
  return push;
});
