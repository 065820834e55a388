import type { BaseDataKind } from '@dingdee/shared/base-data';
import { MAPPING_TABLES } from '@dingdee/shared/mapping';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { insertRows } from '../../database/rows.js';
import { MappingTable } from './mapping-table.entity.js';

interface BuiltIn {
  name: string;
  target: BaseDataKind;
  keyName: string;
}

/** The contract's tables, and the cash account that a cash settlement type asks for instead of a bank account. */
const BUILT_IN: Readonly<Record<string, BuiltIn>> = {
  ...MAPPING_TABLES,
  cashAccount: { name: '现金账号', target: 'cashAccount', keyName: '公司帐号付款' },
};

/** Returns whether a table is built in: every template names it. */
export const isBuiltIn = (code: string): boolean => Object.hasOwn(BUILT_IN, code);

/** Adds the missing built-in tables, empty and at revision 0; existing ones stay as they are. */
export async function seedTables(tx: EntityManager): Promise<void> {
  const there: { code: string }[] = await tx.query('SELECT code FROM mapping_table');
  const known = new Set(there.map(({ code }) => code));
  const now = Date.now();
  await insertRows(
    tx,
    MappingTable,
    Object.entries(BUILT_IN)
      .filter(([code]) => !known.has(code))
      .map(([code, { name, target, keyName }]) => ({
        id: uuid(),
        code,
        name,
        key_name: keyName,
        target,
        revision: 0,
        created_at: now,
        updated_at: now,
      })),
  );
}
