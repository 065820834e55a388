import { readonly, ref } from 'vue';
import * as z from 'zod/mini';
import { deviceStore } from '../../../ui/device-store.js';

/** Who has seen it on this device, as marks that name nobody: it outlives a log-out, which takes away what is a person's own. */
const seen = deviceStore('dingdee.tour', z.array(z.string()), []);

/** FNV-1a over the id: short, and no way back to the person. */
export function markOf(userId: string): string {
  let hash = 0x811c9dc5;
  for (const sign of userId) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16);
}

const touring = ref(false);
/** The tour of the desk: once by itself for each person, and whenever it is asked for. */
export const useTour = () => ({
  touring: readonly(touring),
  /** @returns whether it begins. */
  greet(userId: string): boolean {
    if (!seen.read().includes(markOf(userId))) touring.value = true;
    return touring.value;
  },
  start(): void {
    touring.value = true;
  },
  /** Told to end, it does not come back by itself. */
  end(userId: string): void {
    touring.value = false;
    const marks = seen.read();
    if (!marks.includes(markOf(userId))) seen.write([...marks, markOf(userId)].slice(-50));
  },
});
