import { expect, it } from 'vitest';
import { SealBrokenError, SecretSeal } from './secret-seal.js';

const PLACE = { connection: 'env-kingdee', setting: 'KINGDEE_PASSWORD' };
const SECRET = '口令 pass“word” 😀';
const seal = new SecretSeal('an-app-secret-of-16');

it('what is sealed opens at its own place, says nothing of itself, and is never the same text twice', () => {
  const sealed = seal.seal(PLACE, SECRET);
  expect(seal.open(PLACE, sealed)).toBe(SECRET);
  expect(sealed).toMatch(/^1\.[\w-]+$/);
  expect(Buffer.from(sealed.slice(2), 'base64url').includes(Buffer.from('pass'))).toBe(false);
  expect(seal.seal(PLACE, SECRET)).not.toBe(sealed);
});

it('an empty secret is one too', () => {
  expect(seal.open(PLACE, seal.seal(PLACE, ''))).toBe('');
});

it.each([
  ['in another row', { ...PLACE, connection: 'env-dingtalk' }],
  ['as another setting', { ...PLACE, setting: 'KINGDEE_APP_SECRET' }],
])('%s it does not open', (_, place) => {
  expect(() => seal.open(place, seal.seal(PLACE, SECRET))).toThrow(SealBrokenError);
});

it('under another APP_SECRET it does not open, and the id of the key tells the two apart', () => {
  const other = new SecretSeal('an-app-secret-of-17');
  expect(() => other.open(PLACE, seal.seal(PLACE, SECRET))).toThrow(SealBrokenError);
  expect(other.keyId).not.toBe(seal.keyId);
  expect(new SecretSeal('an-app-secret-of-16').keyId).toBe(seal.keyId);
  expect(seal.keyId).toMatch(/^[0-9a-f]{16}$/);
});

it('changed in any byte, cut short or made longer, it does not open', () => {
  const bytes = Buffer.from(seal.seal(PLACE, SECRET).slice(2), 'base64url');
  const opens = (changed: Buffer): boolean => {
    try {
      return seal.open(PLACE, `1.${changed.toString('base64url')}`) !== undefined;
    } catch (error) {
      expect(error).toBeInstanceOf(SealBrokenError);
      return false;
    }
  };
  for (const at of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(opens(changed), `byte ${at}`).toBe(false);
    expect(opens(bytes.subarray(0, at)), `cut at ${at}`).toBe(false);
  }
  expect(opens(Buffer.concat([bytes, Buffer.alloc(1)]))).toBe(false);
});

it.each(['', '1.', '2.AAAA', 'in clear', '{}'])('%j is no sealed secret', (text) => {
  expect(() => seal.open(PLACE, text)).toThrow(SealBrokenError);
});

it('the error says nothing of the secret or of what was stored', () => {
  const sealed = seal.seal(PLACE, SECRET);
  try {
    new SecretSeal('an-app-secret-of-17').open(PLACE, sealed);
    expect.unreachable();
  } catch (error) {
    expect(String((error as Error).stack)).not.toContain(sealed);
    expect((error as Error).cause).toBeUndefined();
  }
});
