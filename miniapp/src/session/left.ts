import * as z from 'zod/mini';
import { deviceStore, ownKey } from '../ui/device-store.js';

/** True after a person logged out on this device: no page logs in by itself until the person asks for it. */
export const left = deviceStore('dingdee.left', z.boolean(), false);

/** Returns the number of this person's decisions that wait for the network (kept by pending/phone/usePending.ts); a log-out deletes them. */
export const unsentOf = (userId: string): number =>
  deviceStore(ownKey(userId, 'pending'), z.object({ taps: z.array(z.unknown()) }), { taps: [] }).read().taps.length;
