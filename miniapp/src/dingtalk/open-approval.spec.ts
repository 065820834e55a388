import { describe, expect, it } from 'vitest';
import { approvalAddress } from './open-approval.js';

describe('the address of an approval', () => {
  it('names company and instance, escaped, in the form of the client at hand', () => {
    const pc = new URL(approvalAddress(true, 'ding&1', 'a/b=='));
    expect([pc.hostname, pc.searchParams.get('corpid'), pc.hash]).toEqual([
      'aflow.dingtalk.com',
      'ding&1',
      '#/approval?procInstId=a%2Fb%3D%3D',
    ]);
    const phone = new URL(approvalAddress(false, 'ding1', 'a/b=='));
    expect([phone.pathname, phone.searchParams.get('procInstId'), phone.hash]).toEqual([
      '/dingtalk/mobile/homepage.htm',
      'a/b==',
      '#approval',
    ]);
  });
});
