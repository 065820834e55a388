import { expect, it } from 'vitest';
import { PROBES } from '../run/catalog.js';
import { CONSENT_PROBES, PROBE_WORDS } from './line-words.js';
import { listOfLines } from './list-of-lines-for-spec.js';

it('has words for every probe, and no words for another', () => {
  expect(Object.keys(PROBE_WORDS).sort()).toEqual(
    [...PROBES.map(({ code }) => code), ...Object.keys(CONSENT_PROBES)].sort(),
  );
});

it('is listed in docs/spec/check-up.md as it is', async () => {
  await expect(listOfLines()).toMatchFileSnapshot('../../../../docs/spec/check-up.md');
});
