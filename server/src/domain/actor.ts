import type { Role } from '@dingdee/shared/session';

/** The person or program that does something; goes into every audit row. */
export interface Actor {
  userId: string;
  name: string;
  roles: readonly Role[];
  /** Other names that the person is known by; absent if nobody has looked. */
  alsoNamed?: readonly string[];
}

/** The program itself: sweeps, mapping, push steps. */
export const SYSTEM: Actor = { userId: 'system', name: '钉蝶', roles: [] };
