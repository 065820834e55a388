import type { BillDetail } from '@dingdee/shared/bill-detail';
import { computed, ref } from 'vue';
import type { BillActions } from '../useBillActions.js';
import type { DoubtChoice } from './doubt-words.js';

/** Numbers that can be queried in Kingdee (the server refuses others). */
const NUMBER = /^[\w\-./~]{1,80}$/;

/** Holds one of the two choices and the text that the person must write for it. If the server refuses, the choice stays open with its text. */
export function useDoubtChoice(
  bill: () => Pick<BillDetail, 'id' | 'version'>,
  actions: Pick<BillActions, 'adopt' | 'resend'>,
) {
  const kind = ref<DoubtChoice | null>(null);
  const text = ref('');
  const sure = ref(false);
  const written = computed(() => text.value.trim());
  const ready = computed(() =>
    kind.value === 'adopt' ? NUMBER.test(written.value) : sure.value && written.value !== '',
  );

  function open(choice: DoubtChoice): void {
    kind.value = choice;
    text.value = '';
    sure.value = false;
  }
  function close(): void {
    kind.value = null;
  }
  async function submit(): Promise<void> {
    if (kind.value === null || !ready.value) return;
    const { id, version } = bill();
    if (await actions[kind.value]({ id, version }, written.value)) close();
  }
  return { kind, text, sure, ready, open, close, submit };
}
