import { ref } from 'vue';
import * as z from 'zod/mini';
import { deviceStore } from '../ui/device-store.js';

interface Leaver {
  userId: string;
  leftAt: number | null;
}
const MOST = 500;
const store = deviceStore('dingdee.known-leavers', z.array(z.string()), []);
/** A member who leaves a second time is news again. */
const keyOf = ({ userId, leftAt }: Leaver): string => `${userId} ${leftAt}`;

/** Members who left DingTalk and whose notice was dismissed; kept on this device. */
export function useKnownLeavers() {
  const kept = ref(store.read());
  const isNews = (leaver: Leaver): boolean => !kept.value.includes(keyOf(leaver));
  function known(leavers: readonly Leaver[]): void {
    kept.value = [...kept.value, ...leavers.filter(isNews).map(keyOf)].slice(-MOST);
    store.write(kept.value);
  }
  return { isNews, known };
}
