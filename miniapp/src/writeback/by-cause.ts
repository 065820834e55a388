import type { StuckWriteback } from '@dingdee/shared/writeback';

/** Messages that have not gone for the same reason, said once. */
export interface StuckCause extends Pick<StuckWriteback, 'kind' | 'cause' | 'owner' | 'message'> {
  key: string;
  items: StuckWriteback[];
}

/** In the order of their first messages. */
export function byCause(items: readonly StuckWriteback[]): StuckCause[] {
  const causes = new Map<string, StuckCause>();
  for (const item of items) {
    const { kind, cause, owner, message } = item;
    const key = [kind, cause, owner, message ?? ''].join('\n');
    const known = causes.get(key) ?? { key, kind, cause, owner, message, items: [] };
    known.items.push(item);
    causes.set(key, known);
  }
  return [...causes.values()];
}
