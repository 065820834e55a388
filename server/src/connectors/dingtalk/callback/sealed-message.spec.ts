import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallbackKeys, LONGEST_AGE_MS, openMessage, type SealedMessage, sealMessage } from './sealed-message.js';

/** The example of DingTalk's own documentation. */
const PUBLISHED: SealedMessage = {
  signature: '5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0',
  timestamp: '1445827045067',
  nonce: 'nEXhMP4r',
  encrypt:
    '1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==',
};
const PUBLISHED_KEYS: CallbackKeys = {
  token: '123456',
  aesKey: '4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij',
  owners: ['suite4xxxxxxxxxxxxxxx'],
};
const THEN = 1_445_827_045_067;

const KEYS: CallbackKeys = {
  token: 'a-token',
  aesKey: 'Qm9vdFN0cmFwQ2FsbGJhY2tTYW5kYm94S2V5MjAyNnh',
  owners: ['dingapp', 'dingcorp'],
};
const NOW = 1_800_000_000_000;
const BODY = JSON.stringify({ EventType: 'bpms_instance_change', title: '顾南乔的报销', processInstanceId: 'i-1' });
const sealed = (text = BODY, owner = 'dingapp', now = NOW) => sealMessage(text, KEYS, { owner, now });
const signed = (message: Omit<SealedMessage, 'signature'>): SealedMessage => ({
  ...message,
  signature: createHash('sha1')
    .update([KEYS.token, message.timestamp, message.nonce, message.encrypt].sort().join(''))
    .digest('hex'),
});

/** Sealed with our key, whatever is inside: what somebody could do who knows it. */
function sealedBytes(plain: Buffer): string {
  const key = Buffer.from(`${KEYS.aesKey}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
}

/** A whole message for us, but for the bytes of its padding before the last. */
function badlyPadded(): Buffer {
  const plain = Buffer.alloc(64);
  plain.writeUInt32BE(20, 16);
  plain.write('x'.repeat(20), 20);
  plain.write('dingapp', 40);
  plain[63] = 17;
  return plain;
}

describe('a sealed message (dingtalk.md §8.2)', () => {
  it('of DingTalk’s own documentation is opened', () => {
    expect(openMessage(PUBLISHED, PUBLISHED_KEYS, THEN)).toEqual({
      ok: true,
      text: '{"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}',
      owner: 'suite4xxxxxxxxxxxxxxx',
    });
  });

  it('comes under one nonce: a digit that moves to the time makes no other one under the same signature', () => {
    const { encrypt } = sealed();
    const first = signed({ timestamp: String(NOW), nonce: '00120', encrypt });
    const again = { ...first, timestamp: `0${NOW}`, nonce: '0012' };
    // The same text is signed, whatever the encrypted text begins with.
    if (signed(again).signature === first.signature) expect(openMessage(again, KEYS, NOW)).toMatchObject({ ok: false });
    expect(openMessage(first, KEYS, NOW)).toMatchObject({ ok: true });
    expect(openMessage(signed({ ...first, timestamp: `0${NOW}` }), KEYS, NOW)).toMatchObject({ ok: false });
  });

  it('is what was sealed, of every length of text and of padding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...KEYS.owners), (text, owner) => {
        expect(openMessage(sealed(text, owner), KEYS, NOW)).toEqual({ ok: true, text, owner });
      }),
    );
  });

  it('that was changed anywhere by anybody who does not know the token is refused: a thousand ways', () => {
    let mutated = 0;
    const parts = ['signature', 'timestamp', 'nonce', 'encrypt'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...parts),
        fc.nat(),
        fc.constantFrom('replace', 'remove', 'add', 'swap', 'empty'),
        fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF+/=\n 零'), minLength: 1, maxLength: 1 }),
        (part, place, way, character) => {
          const message = sealed();
          const text = message[part];
          const at = place % text.length;
          const changed = {
            replace: text.slice(0, at) + character + text.slice(at + 1),
            remove: text.slice(0, at) + text.slice(at + 1),
            add: text.slice(0, at) + character + text.slice(at),
            swap: text.slice(at) + text.slice(0, at),
            empty: '',
          }[way];
          fc.pre(changed !== text);
          mutated += 1;
          expect(openMessage({ ...message, [part]: changed }, KEYS, NOW).ok).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
    expect(mutated).toBeGreaterThanOrEqual(1000);
  });

  it('that was signed anew but not sealed by whoever has the key is refused: a thousand ways', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, flip, cut) => {
        const message = sealed();
        const bytes = Buffer.from(message.encrypt, 'base64');
        // The last two blocks hold padding and owner: whatever is turned there must be seen. Text has no check of its own.
        const at = bytes.length - 1 - (place % 32);
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const other = cut ? bytes.subarray(0, at) : bytes;
        expect(openMessage(signed({ ...message, encrypt: other.toString('base64') }), KEYS, NOW).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, SealedMessage, string]>([
    ['sealed for another app', sealed(BODY, 'dingother'), 'owner'],
    ['sealed for nobody', sealed(BODY, ''), 'owner'],
    ['five minutes old and a moment', sealed(BODY, 'dingapp', NOW - LONGEST_AGE_MS - 1), 'time'],
    ['of the future', sealed(BODY, 'dingapp', NOW + LONGEST_AGE_MS + 1), 'time'],
    ['without a time', signed({ ...sealed(), timestamp: '' }), 'time'],
    ['with a time that is none', signed({ ...sealed(), timestamp: '1e99' }), 'time'],
    ['without a nonce', signed({ ...sealed(), nonce: '' }), 'sealed'],
    ['without anything sealed', signed({ ...sealed(), encrypt: '' }), 'sealed'],
    ['that is no base64', signed({ ...sealed(), encrypt: '发票' }), 'sealed'],
    ['of half a block', signed({ ...sealed(), encrypt: 'AAAA' }), 'sealed'],
    ['larger than any event', sealed('x'.repeat(60 * 1024)), 'sealed'],
    [
      'whose text would be longer than it is',
      signed({ ...sealed(), encrypt: sealedBytes(Buffer.alloc(64, 32)) }),
      'sealed',
    ],
    ['shorter than its head', signed({ ...sealed(), encrypt: sealedBytes(Buffer.alloc(32, 32)) }), 'sealed'],
    ['whose padding is not whole', signed({ ...sealed(), encrypt: sealedBytes(badlyPadded()) }), 'sealed'],
    ['without padding', signed({ ...sealed(), encrypt: sealedBytes(Buffer.alloc(32)) }), 'sealed'],
  ])('%s is refused', (_, message, why) => {
    expect(openMessage(message, KEYS, NOW)).toEqual({ ok: false, why });
  });

  it('with another token or another key is refused', () => {
    expect(openMessage(sealed(), { ...KEYS, token: 'another' }, NOW)).toEqual({ ok: false, why: 'signature' });
    const otherKey = { ...KEYS, aesKey: `A${KEYS.aesKey.slice(1)}` };
    expect(openMessage(sealed(), otherKey, NOW).ok).toBe(false);
  });

  it('four minutes old is taken: it may be the third delivery', () => {
    expect(openMessage(sealed(BODY, 'dingcorp', NOW - 240_000), KEYS, NOW).ok).toBe(true);
  });
});
