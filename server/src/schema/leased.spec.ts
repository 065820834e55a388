import { getMetadataArgsStorage } from 'typeorm';
import { expect, it } from 'vitest';
import { ENTITIES } from './entities.js';
import { LEASED } from './leased.js';

it('every table that processes lease is among those whose leases end with a dead process', () => {
  const { columns, tables } = getMetadataArgsStorage();
  const leased = columns
    .filter(({ options }) => options.name === 'lease_token')
    .map(({ target }) => tables.find((table) => table.target === target))
    .filter((table) => ENTITIES.some((entity) => entity === table?.target))
    // The intent of a call names the lease that it was made under, and holds nothing.
    .flatMap((table) => (table?.name && table.name !== 'push_call' ? [table.name] : []));
  expect(LEASED.map(({ table }) => table).sort()).toEqual(leased.sort());
});
