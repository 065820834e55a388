import { expect, it } from 'vitest';
import { KnownBrowser } from './known-browser.js';

const [OLD, NEW] = ['a secret of a spec that is long enough', 'another secret of a spec, long enough'];
const known = new KnownBrowser({ APP_SECRET: OLD, APP_SECRET_BEFORE: undefined });

it('knows a browser again by its cookie, one person by one name, and does not say who that is', () => {
  const cookie = known.of('manager4220');
  expect(known.read(cookie)).toBe(known.read(known.of('manager4220')));
  expect(known.read(cookie)).not.toBe(known.read(known.of('manager4221')));
  expect(cookie).not.toContain('manager');
});

it('takes no cookie that somebody made up, changed, or made with another secret', () => {
  const [person = '', seal = ''] = known.of('u1').split('.');
  const [, other = ''] = known.of('u2').split('.');
  const made = [undefined, '', person, `${person}.`, `${person}.${other}`, `${seal}.${person}`, `${person}.${seal}x`];
  expect(made.map((cookie) => known.read(cookie))).toEqual(made.map(() => undefined));
  const changed = new KnownBrowser({ APP_SECRET: NEW, APP_SECRET_BEFORE: undefined });
  expect(changed.read(known.of('u1'))).toBeUndefined();
});

it('knows browsers of before while the former secret is named', () => {
  const changed = new KnownBrowser({ APP_SECRET: NEW, APP_SECRET_BEFORE: OLD });
  expect(changed.read(known.of('u1'))).toBe(known.read(known.of('u1')));
});
