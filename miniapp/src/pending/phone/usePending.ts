import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import * as z from 'zod/mini';
import { ApiProblem } from '../../api/api-problem.js';
import { type BillApi, billApi } from '../../api/bill-api.js';
import { newKey } from '../../api/lost-answer.js';
import { useBillChanged } from '../../api/useBillChanged.js';
import { useSession } from '../../session/useSession.js';
import { type DeviceStore, deviceStore, KEPT_MS, ownKey } from '../../ui/device-store.js';
import { pendingWords } from './pending-words.js';

/** Only the data needed for sending: payee and amount are read from the server again. */
const pendingTap = z.object({
  kind: z.enum(['approve', 'hold', 'ask']),
  billId: z.string(),
  /** Bill and version make the tap count once: a second try finds the bill changed by the first. */
  version: z.int(),
  /** Reason, or the note of an approval; "" if none is needed. */
  text: z.string(),
  /** Time of the tap, Unix ms. */
  at: z.int(),
  /** Idempotency key of the request, the same for each try. Absent in taps of an older page. */
  key: z.optional(z.string()),
});
export type PendingTap = z.infer<typeof pendingTap>;
export type PendingKind = PendingTap['kind'];
/** Data kept on the device, including refused taps until the person has read them. */
const kept = z.object({
  taps: z.array(pendingTap),
  refused: z.array(
    z.object({
      tap: pendingTap,
      /** The sentence of the problem may name people: it is shown, but not kept. */
      problem: z.object({ code: z.string(), title: z.string(), status: z.number() }),
    }),
  ),
});
type Kept = z.infer<typeof kept>;
export interface RefusedTap {
  tap: PendingTap;
  problem: ApiProblem;
  /** Payee of the bill as given by the server; "" if it is not given. */
  payee: string;
}

const AGAIN_MS = 15_000;

/** Returns true if there was no answer because of the network; it is unknown whether the request arrived. */
export const isOffline = (problem: ApiProblem): boolean => problem.code === 'client/offline';

/**
 * Keeps taps without an answer, or with a trouble that passes by itself (no network, a proxy, a restarting server). They are shown as 待发送 and sent in
 * their order until an answer arrives. Each carries the seen version and one key for all tries, so nothing happens twice. Kept on the device.
 */
export function createPending(
  api: Pick<BillApi, 'approve' | 'hold' | 'askApplicant' | 'get'>,
  onSent: () => void,
  device: DeviceStore<Kept> = { read: () => ({ taps: [], refused: [] }), write: () => undefined },
) {
  const before = device.read();
  const isOld = ({ at }: PendingTap): boolean => at < Date.now() - KEPT_MS;
  const { title, detail } = pendingWords.old;
  const taps = ref<PendingTap[]>(before.taps.filter((tap) => !isOld(tap)));
  const refused = shallowRef<RefusedTap[]>([
    ...before.refused.map(({ tap, problem: { code, title, status } }) => ({
      tap,
      problem: new ApiProblem(code, title, title, status),
      payee: '',
    })),
    ...before.taps
      .filter(isOld)
      .map((tap) => ({ tap, problem: new ApiProblem('client/too-old', title, detail, 0), payee: '' })),
  ]);
  watch(
    [taps, refused],
    () =>
      device.write({
        taps: taps.value,
        refused: refused.value.map(({ tap, problem: { code, title, status } }) => ({
          tap: { ...tap, text: '' },
          problem: { code, title, status },
        })),
      }),
    { flush: 'sync', immediate: true },
  );
  const sending = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const of = (billId: string): PendingTap | null => taps.value.find((tap) => tap.billId === billId) ?? null;

  function add(tap: PendingTap): void {
    taps.value = [...taps.value.filter((known) => known.billId !== tap.billId), { ...tap, key: tap.key ?? newKey() }];
    later();
  }
  function drop(billId: string): void {
    taps.value = taps.value.filter((tap) => tap.billId !== billId);
  }
  function later(): void {
    clearTimeout(timer);
    if (taps.value.length > 0) timer = setTimeout(() => void flush(), AGAIN_MS);
  }

  function send({ kind, billId, version, text, key }: PendingTap): Promise<BillSummary> {
    if (kind === 'approve') return api.approve(billId, text ? { version, note: text } : { version }, key);
    return (kind === 'hold' ? api.hold : api.askApplicant)(billId, { version, reason: text }, key);
  }

  /** The first try may have arrived although its answer was lost: then the bill is already in the state that the tap wanted. */
  const arrivedBefore = ({ kind, version }: PendingTap, bill: Pick<BillDetail, 'version' | 'state'> | null): boolean =>
    bill?.version === version + 1 && bill.state === (kind === 'approve' ? 'approved' : 'held');

  /** Sends the waiting taps, oldest first; stops at the first sign that the network or the server is still away. */
  async function flush(): Promise<void> {
    if (sending.value) return;
    sending.value = true;
    let sent = false;
    try {
      for (let tap = taps.value[0]; tap; tap = taps.value[0]) {
        try {
          await send(tap);
        } catch (error) {
          if (!(error instanceof ApiProblem)) throw error;
          if (error.passes) return;
          const bill = await api.get(tap.billId).catch(() => null);
          // The server knows the key, or the bill is in the state that the tap wanted.
          const arrived = error.code === 'request/done-before' || (error.status === 409 && arrivedBefore(tap, bill));
          if (!arrived) refused.value = [...refused.value, { tap, problem: error, payee: bill?.payee ?? '' }];
        }
        drop(tap.billId);
        sent = true;
      }
    } finally {
      sending.value = false;
      later();
      if (sent) onSent();
    }
  }

  function dismiss(billId: string): void {
    refused.value = refused.value.filter(({ tap }) => tap.billId !== billId);
  }

  return { taps: computed(() => taps.value), refused, sending, of, add, drop, flush, dismiss };
}

export const usePending = defineStore('pending', () => {
  const billChanged = useBillChanged();
  const session = useSession();
  // Taps of this person only: on a shared device nobody sends another person's taps.
  const device = deviceStore(ownKey(session.me?.userId ?? '', 'pending'), kept, { taps: [], refused: [] });
  const pending = createPending(billApi, billChanged, device);
  // Taps from before the page was closed.
  if (pending.taps.value.length > 0) void pending.flush();
  window.addEventListener('online', () => void pending.flush());
  return pending;
});
