import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DingTalkClient } from '../../connectors/source.js';
import { instanceId } from './approvals-for-spec.js';
import { BillsToMap } from './bills-to-map.js';
import { type MappingForSpec, mappingForSpec } from './mapping-for-spec.js';

let given: MappingForSpec;
beforeEach(async () => {
  given = await mappingForSpec();
});
afterEach(() => given.close());

it('approvals of the ledger are found by company and instance, not by reading all of them', async () => {
  await given.collect([{ index: 1 }, { index: 2 }]);
  const bills = new BillsToMap(given.db, { corpId: 'corp' } as DingTalkClient);
  const asked = vi.spyOn(given.db, 'query');
  expect(await bills.hasApproval(instanceId(1))).toBe(true);
  expect(await bills.hasApproval(instanceId(3))).toBe(false);
  await bills.relatedWith(instanceId(1), 'unknown');
  const statements = asked.mock.calls.map(([sql, parameters]) => ({ sql, parameters }));
  asked.mockRestore();
  expect(statements).toHaveLength(3);
  for (const { sql, parameters } of statements) {
    const steps = await given.db.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters ?? []);
    expect(steps.map(({ detail }) => detail).join('\n')).toContain('(corp_id=? AND process_instance_id=?');
  }
});

it('approvals of another company are not taken for those of this one', async () => {
  await given.collect([{ index: 1 }]);
  const bills = new BillsToMap(given.db, { corpId: 'other' } as DingTalkClient);
  expect(await bills.hasApproval(instanceId(1))).toBe(false);
});
