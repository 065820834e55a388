import { readonly, ref } from 'vue';
import * as z from 'zod/mini';
import { deviceStore } from '../../../ui/device-store.js';

/** Marks of the people who have seen the tour on this device. They name nobody, so they outlive a log-out, which deletes a person's own data. */
const seen = deviceStore('dingdee.tour', z.array(z.string()), []);

/** FNV-1a over the id: short, and not reversible to the person. */
export function markOf(userId: string): string {
  let hash = 0x811c9dc5;
  for (const sign of userId) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16);
}

const touring = ref(false);
/** The tour of the desk: once automatically for each person, and on request. */
export const useTour = () => ({
  touring: readonly(touring),
  /** @returns whether the tour starts */
  greet(userId: string): boolean {
    if (!seen.read().includes(markOf(userId))) touring.value = true;
    return touring.value;
  },
  start(): void {
    touring.value = true;
  },
  /** Ends the tour; it does not start automatically again. */
  end(userId: string): void {
    touring.value = false;
    const marks = seen.read();
    if (!marks.includes(markOf(userId))) seen.write([...marks, markOf(userId)].slice(-50));
  },
});
