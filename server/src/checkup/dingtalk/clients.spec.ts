import { describe, expect, it } from 'vitest';
import type { ClientFacts } from '../probe/facts.js';
import { NO_SUBJECT } from '../probe/probe.js';
import { wordsOf } from '../words/line-words.js';
import { judgeClients, type Side } from './clients.js';

const NOW = Date.UTC(2026, 10, 26, 4);
const DAY = 86_400_000;
const client = (kind: string, more: Partial<ClientFacts> = {}): ClientFacts => ({
  kind,
  call: 'requestAuthCodeV2',
  codeMs: 300,
  seenAt: NOW - DAY,
  inAt: NOW - DAY,
  refused: 0,
  result: 'in',
  ...more,
});
const shut = (kind: string, more: Partial<ClientFacts> = {}): ClientFacts =>
  client(kind, { inAt: null, refused: 3, result: 'no-code', call: '', ...more });
/** The line that a person reads. */
function line(side: Side, ...clients: ClientFacts[]) {
  const probe = `dingtalk/from-${side}`;
  const finding = judgeClients({ clients }, side, NOW);
  const { state, came, means, fix } = wordsOf(
    { line: probe, probe, subject: NO_SUBJECT, finding, at: NOW, ms: 1 },
    (text) => text,
  );
  return { state, came, means, fix: fix === null ? '' : `${fix.who} ${fix.where} ${fix.what}` };
}

describe('where nobody came from', () => {
  it('is not known, and is opened once to know it', () => {
    expect(line('phone', client('pc/own/7.6'))).toEqual({
      state: 'unknown',
      came: '还没有人从手机打开过',
      means: '手机上登录得上吗，打开一次才知道。',
      fix: '钉蝶管理员 手机钉钉 → 工作台 → 钉蝶 打开一次，再查这一项',
    });
    expect(line('pc').came).toBe('还没有人从电脑打开过');
  });

  it('for a month is not known any more, with the day that it last went', () => {
    const old = client('ios/own/7.5', { seenAt: NOW - 31 * DAY, inAt: NOW - 31 * DAY });
    expect(line('phone', old)).toMatchObject({
      state: 'unknown',
      came: '近 30 天没有人从手机打开，上一次登录上是 10-26 12:00',
    });
  });

  it('is not red for refusals of long ago', () => {
    expect(line('phone', shut('ios/own/7.5', { seenAt: NOW - 31 * DAY })).state).toBe('unknown');
  });
});

describe('whoever got in', () => {
  it('is named as an accountant says it', () => {
    expect(line('pc', client('pc/framed/7.6'), client('pc/own/7.5'), client('ios/own/7.6'))).toEqual({
      state: 'green',
      came: '近 30 天都登录上了：电脑版钉钉 7.6（嵌在窗口里）、电脑版钉钉 7.5（独立窗口）',
      means: '',
      fix: '',
    });
    expect(line('phone', client('ios/own/7.6'), client('android/own/'), client('harmony/own/7.6')).came).toBe(
      '近 30 天都登录上了：苹果手机钉钉 7.6、安卓手机钉钉、鸿蒙手机钉钉 7.6',
    );
  });

  it('may be refused afterwards: what went within the month goes', () => {
    expect(line('pc', client('pc/own/7.6', { refused: 2, result: 'session/code' })).state).toBe('green');
  });

  it('is counted where there are many', () => {
    const many = Array.from({ length: 9 }, (_, minor) => client(`pc/own/7.${minor}`));
    expect(line('pc', ...many).came).toMatch(/7\.5（独立窗口） 等 9 种$/);
  });

  it('by the older call, after the newer one stayed silent, is told to bring DingTalk up to date', () => {
    const slow = client('pc/framed/6.5', { call: 'requestAuthCode', codeMs: 8_300 });
    expect(line('pc', slow, client('pc/own/7.6'))).toMatchObject({
      state: 'amber',
      came: '电脑版钉钉 6.5（嵌在窗口里）：登录得上，要等 8 秒',
      fix: expect.stringContaining('升级到最新版'),
    });
    expect(line('pc', { ...slow, codeMs: 400 }).state).toBe('green');
    expect(line('pc', { ...slow, call: 'requestAuthCodeV2' }).state).toBe('green');
  });
});

describe('a kind that never got in', () => {
  it('is red where it is all that comes from that side, and says how to open it', () => {
    expect(line('pc', shut('pc/framed/7.6'), client('ios/own/7.6'))).toMatchObject({
      state: 'red',
      came: '电脑版钉钉 7.6（嵌在窗口里）：3 次没有登录上，最近 11-25 12:00，钉钉没有给出登录码',
      means: '用这种钉钉的人打不开钉蝶，数据没有影响。',
      fix: expect.stringMatching(/^用这种钉钉的人 .*升级到最新版.*独立窗口打开$/),
    });
  });

  it('is amber while others of that side get in, and these are named', () => {
    expect(line('pc', shut('pc/framed/7.6'), client('pc/own/7.6'))).toMatchObject({
      state: 'amber',
      came: expect.stringMatching(/，钉钉没有给出登录码；登录得上的：电脑版钉钉 7\.6（独立窗口）$/),
    });
  });

  it('is told with its cause, the latest first, and that there are others', () => {
    expect(line('phone', shut('ios/own/7.6', { result: 'session/code' }), shut('android/own/7.6'))).toMatchObject({
      came: '苹果手机钉钉 7.6：3 次没有登录上，最近 11-25 12:00，钉钉给了登录码，但换不出是谁；还有 1 种因为别的原因登录不上，处理完再查',
      fix: expect.stringContaining('Client ID'),
    });
    expect(line('phone', shut('ios/own/7.6', { result: 'session/other-corp' })).fix).toContain('?corpId=$CORPID$');
    expect(line('phone', shut('ios/own/7.6', { result: 'other-domain' })).fix).toContain('PUBLIC_URL');
    expect(line('phone', shut('ios/own/7.6', { result: 'not-visible' })).fix).toContain('可使用范围');
    expect(line('phone', shut('ios/own/7.6'), shut('ios/own/7.5')).came).toContain('：6 次没有登录上');
  });
});

it('a client that is none of DingTalk’s known ones says nothing of a side', () => {
  expect(line('pc', shut('other/own/'))).toMatchObject({ state: 'unknown' });
  expect(line('phone', shut('other/own/'))).toMatchObject({ state: 'unknown' });
});
