import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionsOf, CARD_VARIABLES, PRIVATE_VARIABLES, paramsOf, stampOf, versionIn } from './card-params.js';
import type { NoticeCard } from './notice-card.js';

const CARD: NoticeCard = {
  kind: 'trouble',
  title: '金蝶没有回答',
  tone: 'bad',
  at: '2026-11-24T02:43:00.000Z',
  lines: [{ name: '待推送', count: '23 笔', amount: '186,420.00', tone: 'bad' }],
  notes: ['正在去查，不要手工重录。'],
  buttons: [
    { text: '看单据', path: '/bills/8?stage=push' },
    { text: '看采集', path: '/intake' },
  ],
};
const PLACE = { address: 'https://dd.example.com/', corpId: 'dingours', pressed: true };

describe('a card as values of its template', () => {
  it('fills each variable that docs/card-template.md lists, and no other', () => {
    const document = readFileSync(new URL('../../../docs/card-template.md', import.meta.url), 'utf8');
    const listed = [...document.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(listed).toEqual([...CARD_VARIABLES, ...PRIVATE_VARIABLES]);
    expect(Object.keys(paramsOf(CARD, 1, PLACE))).toEqual([...CARD_VARIABLES]);
    const closed = paramsOf({ ...CARD, buttons: [], lines: [], notes: [] }, 2, PLACE);
    expect(Object.keys(closed)).toEqual([...CARD_VARIABLES]);
    expect(closed).toMatchObject({ button1: '', url1: '', take: '', lines: '', notes: '' });
  });

  it('opens pages of ours alone, which name the company; without an address it has no buttons', () => {
    expect(paramsOf(CARD, 1, PLACE)).toMatchObject({
      at: '11-24 10:43',
      lines: '**待推送　23 笔　186,420.00**',
      url1: 'https://dd.example.com/bills/8?stage=push&corpId=dingours',
      button2: '看采集',
    });
    expect(paramsOf(CARD, 1, { ...PLACE, address: undefined })).toMatchObject({ button1: '', url1: '' });
  });

  it('offers to press only where presses come back, and never to approve or push', () => {
    expect(actionsOf(CARD)).toEqual(['take']);
    for (const kind of [
      'digest',
      'doubt',
      'doubt-settled',
      'push-result',
      'statement',
      'assigned',
      'applicant',
      'try',
    ] as const)
      expect(actionsOf({ ...CARD, kind })).toEqual([]);
    expect(actionsOf({ ...CARD, buttons: [] })).toEqual([]);
    expect(paramsOf(CARD, 1, { ...PLACE, pressed: false })).toMatchObject({ take: '', button1: '看单据' });
  });

  it('keeps each value below 1 KB and every figure of six lines, whatever the names are', () => {
    const line = {
      name: '很长的名称'.repeat(20),
      count: '1,000,000 笔',
      amount: '999,999,999,999.00',
      tone: 'bad',
    } as const;
    const values = paramsOf({ ...CARD, lines: Array(6).fill(line), notes: Array(5).fill('说明'.repeat(99)) }, 1, PLACE);
    for (const value of Object.values(values)) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1024);
    expect(values.lines?.split('999,999,999,999.00')).toHaveLength(7);
  });

  it('reads nothing of a name as an instruction', () => {
    const name = '**[点](http://evil)** <font color=red>';
    const { lines = '' } = paramsOf({ ...CARD, lines: [{ name, count: '', amount: '', tone: 'plain' }] }, 1, PLACE);
    expect(lines).not.toMatch(/[*[\]()<>]/);
  });
});

describe('the stamp of a card', () => {
  it('is another one for each word and each version, and tells the version', () => {
    const stamps = [stampOf(CARD, 1), stampOf(CARD, 2), stampOf({ ...CARD, notes: ['别的'] }, 1)];
    expect(new Set(stamps).size).toBe(3);
    expect(stamps.map(versionIn)).toEqual([1, 2, 1]);
    for (const none of ['', '1', '1.xyz', '-1.0123456789abcdef', '1.0123456789abcdef0'])
      expect(versionIn(none)).toBeNull();
  });
});
