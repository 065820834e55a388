import { expect, it } from 'vitest';
import { refusedLicences } from './licences.mjs';

const refused = (packages) => refusedLicences(packages).map(({ name }) => name);

it('a library without a licence, or with one that is not on the list, is named', () => {
  expect(
    refused({
      '': { license: 'MIT' },
      'node_modules/kept': { version: '1.0.0', license: 'MIT' },
      'node_modules/viral': { version: '2.0.0', license: 'AGPL-3.0-only' },
      'node_modules/kept/node_modules/@its/silent': { version: '3.0.0' },
      'node_modules/ours': { link: true },
    }),
  ).toEqual(['viral@2.0.0', '@its/silent@3.0.0']);
});

it('of two licences to choose from one is enough, of two that both hold none may be missing', () => {
  expect(
    refused({
      'node_modules/either': { version: '1.0.0', license: '(MIT OR GPL-3.0)' },
      'node_modules/both': { version: '1.0.0', license: 'MIT AND GPL-3.0' },
    }),
  ).toEqual(['both@1.0.0']);
});

it('what only builds may carry its own licence, and nothing else under that licence', () => {
  expect(
    refused({
      'node_modules/lightningcss-linux-x64-gnu': { version: '1.0.0', license: 'MPL-2.0' },
      'node_modules/other': { version: '1.0.0', license: 'MPL-2.0' },
    }),
  ).toEqual(['other@1.0.0']);
});
