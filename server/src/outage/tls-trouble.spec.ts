import { describe, expect, it } from 'vitest';
import { tlsTrouble, tlsWords } from './tls-trouble.js';

describe('a trouble of TLS', () => {
  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', true],
    ['SELF_SIGNED_CERT_IN_CHAIN', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
    ['CERT_HAS_EXPIRED', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', true],
    ['ERR_SSL_WRONG_VERSION_NUMBER', false],
    ['EPROTO', false],
  ])('is known by its code: %s', (code, beforeSending) => {
    expect(tlsTrouble(Object.assign(new Error(), { code }))).toMatchObject({ code, beforeSending });
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', ''])('is not %s', (code) => {
    expect(tlsTrouble(Object.assign(new Error(), { code }))).toBeNull();
  });

  it('names the certificate where the error tells it, also inside a cause', () => {
    const cause = Object.assign(new Error(), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      cert: { subject: { CN: 'old.example.com' } },
    });
    const trouble = tlsTrouble(new Error('x', { cause }));
    expect(trouble && tlsWords(trouble)).toBe(
      '安全证书不被信任（ERR_TLS_CERT_ALTNAME_INVALID，证书属于 old.example.com）',
    );
  });
});
