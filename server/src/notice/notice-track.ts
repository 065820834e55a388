import { createHash } from 'node:crypto';
import type { NoticeKind } from './notice-card.js';

/**
 * Returns the track: one per cause and receiver, stable over restarts, at most 64 ASCII characters. @param nth distinguishes two messages about the
 * same cause.
 */
export const trackOf = (kind: NoticeKind, userId: string, cause: string, nth = ''): string =>
  `${kind}-${createHash('sha256')
    .update(JSON.stringify([userId, cause, nth]))
    .digest('hex')
    .slice(0, 40)}`;
