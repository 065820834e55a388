import { expect, it } from 'vitest';
import { PrepareReport } from './prepare-report.js';

const content = { name: 'x', source: 'bills', period: 'all', filter: {} } as const;
const linked = async (PUBLIC_URL: string | undefined) => {
  const card = { title: 'x', days: '', lines: [], whole: null, notes: [], path: '/data/bills?stage=review' };
  const cards = { read: () => Promise.resolve(card) } as never;
  const settings = { DINGTALK_CORP_ID: 'ding1', ...(PUBLIC_URL === undefined ? {} : { PUBLIC_URL }) };
  return new PrepareReport(cards, settings).at(content, 1_700_000_000_000);
};

it('its link names the company, so that whoever opens it in DingTalk is logged in there, and leads to the list behind it', async () => {
  const address = 'https://pay.example.com/data/bills?stage=review&corpId=ding1';
  const { text, link } = await linked('https://pay.example.com/');
  expect(link).toBe(address);
  expect(text).toContain(`[打开明细](${address})`);
});

it('has no link where no public address is set', async () => {
  const { text, link } = await linked(undefined);
  expect([link, text.includes('](')]).toEqual([null, false]);
});
