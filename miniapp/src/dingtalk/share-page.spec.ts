import { describe, expect, it } from 'vitest';
import { deepLink } from './share-page.js';

describe('a link that is shared', () => {
  it('names the company, so that whoever opens it in DingTalk is logged in there, and leads to the same page', () => {
    expect(deepLink('/bills/b1?stage=review#files', 'ding1', 'https://a.test')).toBe(
      'https://a.test/bills/b1?stage=review&corpId=ding1#files',
    );
  });

  it('keeps what the list is narrowed to, and leaves out what is one person’s own work on it and what was searched for, which may be a name', () => {
    const link = new URL(
      deepLink('/?stage=review&dept=销售部&sel=s1&released=r1&saved=v1&q=张三', 'ding1', 'https://a.test'),
    );
    expect([...link.searchParams.keys()]).toEqual(['stage', 'dept', 'corpId']);
    expect(link.searchParams.get('dept')).toBe('销售部');
  });

  it('names the company once, whoever’s link it was before', () => {
    expect(new URL(deepLink('/?corpId=other', 'ding1', 'https://a.test')).searchParams.getAll('corpId')).toEqual([
      'ding1',
    ]);
  });
});
