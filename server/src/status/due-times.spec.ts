import { getMetadataArgsStorage } from 'typeorm';
import { expect, it } from 'vitest';
import { type Settings, settingsSchema } from '../config/settings.js';
import { ENTITIES } from '../schema/entities.js';
import { DUE_TIMES } from './due-times.js';

/** Columns whose name says that their time lies ahead. */
const AHEAD = /^(next_|due_|expires_|.*_until$)/;
/**
 * Marks of what has been seen; they are compared where they are read. kingdee_slot is written with the database's own clock, and a due time that a
 * person set for a colleague starts nothing.
 */
const NOT_WAITED_FOR =
  /head_until|look_back_until|heard_until|proven_until|good_until|listed_until|kingdee_slot\.lease_until|(bill_assignment|todo)\.due_at/;

it('every stored time that something waits for is among those that cannot be further ahead than their longest delay', () => {
  const { columns, tables } = getMetadataArgsStorage();
  const nameOf = (target: unknown) =>
    tables.find((table) => table.target === target && ENTITIES.some((e) => e === target))?.name;
  const ahead = columns.flatMap(({ target, options }) => {
    const table = nameOf(target);
    const column = `${table}.${options.name}`;
    return table && AHEAD.test(options.name ?? '') && !NOT_WAITED_FOR.test(column) ? [column] : [];
  });
  const settings = settingsSchema.partial().parse({}) as Settings;
  expect(
    DUE_TIMES.flatMap(({ table, columns }) => columns(settings).map(({ column }) => `${table}.${column}`)).sort(),
  ).toEqual(ahead.sort());
});
