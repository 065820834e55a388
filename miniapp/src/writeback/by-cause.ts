import type { StuckWriteback } from '@dingdee/shared/writeback';

/** Write-backs that failed for the same reason, as one entry. */
export interface StuckCause extends Pick<StuckWriteback, 'kind' | 'cause' | 'owner' | 'message'> {
  key: string;
  items: StuckWriteback[];
}

/** Groups write-backs by cause, in the order of the first write-back of each. */
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
