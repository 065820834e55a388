import { describe, expect, it } from 'vitest';
import { findAccount, maskAccount, maskBoth, maskJson, maskText } from './account-mask.js';

describe('masking of account numbers', () => {
  it('keeps the bank and the last four digits of a known account', () => {
    expect(maskAccount('招商银行 6214830011226217')).toBe('招商银行 尾号 6217');
    expect(maskAccount('6214 8300 1122 6217')).toBe('尾号 6217');
    expect(maskAccount('６２１４８３００１１２２６２１７')).toBe('尾号 6217');
    expect(maskAccount('{"accountNo":"6214-8300-1122-6217","bank":"招行"}')).toBe(
      '{"accountNo":"尾号 6217","bank":"招行"}',
    );
  });

  it.each([
    ['another end', '6217000012340002', '尾号 0002'],
    ['another digit in front', '6217000099990001', '尾号 0001（倒数第 5 位不同）'],
    ['further digits in front', '996217000012340001', '尾号 0001（位数不同）'],
    ['other spaces', '6217 0000 1234 0001', '尾号 0001（写法不同）'],
    ['nothing else', '6217000012340001', '尾号 0001'],
  ])('tells an account with %s apart, and shows no further digit of it', (_, other, told) => {
    expect(maskBoth('6217000012340001', other)).toEqual(['尾号 0001', told]);
  });

  it('masks what looks like an account in free text', () => {
    expect(maskText('请打到6214830011226217，谢谢')).toBe('请打到尾号 6217，谢谢');
    expect(maskText('对公 110 1234 5678 9012 3456')).toBe('对公 110 尾号 3456');
    expect(maskText('卡号 6214 8300 1122 6217 888')).toBe('卡号 尾号 7888');
  });

  it('masks an account behind the letters of a bank, and leaves numbers of documents, which begin with a date', () => {
    expect(maskText('转到ICBC6222021234567890123')).toBe('转到ICBC尾号 0123');
    expect(maskText('账号A6214830011226217')).toBe('账号A尾号 6217');
    for (const text of ['JK20261124000012345', 'CGDD2026112400001234', 'K62148300112'])
      expect(maskText(text)).toBe(text);
  });

  it('masks an offshore or free-trade account of any length behind its letters', () => {
    expect(maskText('请付到 NRA755915012310901 境外户')).toBe('请付到 NRA尾号 0901 境外户');
    expect(maskText('NRA7559 1501 2310 901')).toBe('NRA尾号 0901');
    expect(maskText('ftn20261201')).toBe('ftn尾号 1201');
    expect(maskText('ＯＳＡ755915012310901')).toBe('ＯＳＡ尾号 0901');
    expect(maskText('合同 SOFTN755915012310901')).toBe('合同 SOFTN755915012310901');
  });

  it('leaves 审批编号, dates, phone numbers, amounts and invoices readable', () => {
    for (const text of [
      '202611240930000012345',
      '2026-11-24 至 2026-11-26',
      '13900001111',
      '1,234,567.00',
      '付款单 FKD202611240012',
    ])
      expect(maskText(text)).toBe(text);
    expect(maskText('26332000000012345678', [], '电子发票')).toBe('26332000000012345678');
    expect(maskText('申请人 0166028437259103', ['0166028437259103'])).toBe('申请人 0166028437259103');
  });

  it('finds the full number for a reveal, without its blanks', () => {
    expect(findAccount('招商银行 6214 8300 1122 6217 王溪')).toBe('6214830011226217');
    expect(findAccount('现金')).toBeNull();
  });

  it('tells an account in full as it is sent: the letters of an offshore or free-trade account are part of it', () => {
    expect(findAccount('NRA6214830011226217')).toBe('NRA6214830011226217');
    expect(findAccount('招商银行 ftn 6214 8300 1122 6217 王溪')).toBe('FTN6214830011226217');
    expect(findAccount('ＯＳＡ６２１４８３００１１２２６２１７')).toBe('OSA6214830011226217');
    // Other letters belong to no account.
    expect(findAccount('XNRA6214830011226217')).toBe('6214830011226217');
    expect(findAccount('HT6214830011226217')).toBe('6214830011226217');
  });
});

describe('masking in JSON', () => {
  it.each([
    [
      'a number that is an instant',
      '{"at":1733200000000,"seen":[1764720000000]}',
      '{"at":1733200000000,"seen":[1764720000000]}',
    ],
    ['an account as text', '{"to":"6214830011226217"}', '{"to":"尾号 6217"}'],
    ['an account of 13 digits as text', '{"at":"1733200000000"}', '{"at":"尾号 0000"}'],
    ['an account as a number', '{"to":6214830011226217}', '{"to":"尾号 6217"}'],
    ['13 digits that are no instant of ours', '{"to":6217483001122}', '{"to":"尾号 1122"}'],
    [
      'a part of a larger number',
      '{"to":1733200000000.5,"or":11733200000000}',
      '{"to":"尾号 0000.5","or":"尾号 0000"}',
    ],
    ['an account in a key', '{"6214830011226217":{"at":1733200000000}}', '{"尾号 6217":{"at":1733200000000}}'],
    ['an account behind an escape', '{"to":"招行\\n6214830011226"}', '{"to":"招行\\n尾号 1226"}'],
    ['JSON in a text', '{"detail":"{\\"at\\":1733200000000}"}', '{"detail":"{\\"at\\":尾号 0000}"}'],
    ['what is no JSON', 'at 1733200000000', 'at 尾号 0000'],
  ])('%s', (_, text, expected) => {
    expect(maskJson(text)).toBe(expected);
    if (text.startsWith('{')) expect(() => JSON.parse(maskJson(text))).not.toThrow();
  });
});
