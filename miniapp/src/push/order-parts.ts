import type { PushOrder } from '@dingdee/shared/push';
import { pushWords, throughWord } from './words.js';

const words = pushWords.parts;

/** Returns the parts of an order, which add up to it: what is through, what stopped, what is still to come. `dot` names a colour. */
export const orderParts = (order: PushOrder) =>
  [
    { key: 'booked', word: throughWord(order), sum: order.booked, dot: 'booked' },
    { key: 'failed', word: words.failed, sum: order.failed, dot: 'failed' },
    { key: 'inDoubt', word: words.inDoubt, sum: order.inDoubt, dot: 'in-doubt' },
    { key: 'running', word: words.running, sum: order.running, dot: 'pushing' },
    { key: 'queued', word: words.queued, sum: order.queued, dot: 'collected' },
    { key: 'notSent', word: words.notSent, sum: order.notSent, dot: 'held' },
  ] as const;
