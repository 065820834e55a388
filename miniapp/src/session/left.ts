import * as z from 'zod/mini';
import { deviceStore, ownKey } from '../ui/device-store.js';

/** A person logged out on this device: no page logs in by itself before somebody asks for it. */
export const left = deviceStore('dingdee.left', z.boolean(), false);

/** How many decisions of this person wait for the network (pending/phone/usePending.ts keeps them): a log-out takes them away. */
export const unsentOf = (userId: string): number =>
  deviceStore(ownKey(userId, 'pending'), z.object({ taps: z.array(z.unknown()) }), { taps: [] }).read().taps.length;
