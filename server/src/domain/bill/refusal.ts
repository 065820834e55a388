/** Kinds of refusal (product.md §11). */
export const REFUSAL_CLASSES = [
  'data',
  'base-data',
  'period',
  'permission',
  'session',
  'rate',
  'interaction',
  'workflow',
  'lock',
  'exists',
  'unknown',
] as const;
export type RefusalClass = (typeof REFUSAL_CLASSES)[number];

export interface Refusal {
  class: RefusalClass;
  /** Kingdee's own messages, one per error, as they came. */
  messages: readonly string[];
  /** Kingdee's keys of the fields that it named. */
  fields: readonly string[];
  /** True for lock and rate: the same call may be made again later. */
  retryable: boolean;
}
