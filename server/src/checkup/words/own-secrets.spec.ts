import { expect, it } from 'vitest';
import { readSettings } from '../../config/settings.js';
import { red } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import { refused } from '../probe/unanswered.js';
import { countsOf, linesText, resultJson, resultText } from '../result-file.js';
import { type LineFound, wordsOf } from './line-words.js';
import { ownSecrets } from './own-secrets.js';

const settings = readSettings({
  APP_SECRET: 'an-app-secret-of-16',
  DINGTALK_CORP_ID: 'dingcorp',
  DINGTALK_CLIENT_ID: 'dingclientid',
  DINGTALK_CLIENT_SECRET: 'client secret one',
  DINGTALK_AGENT_ID: '1',
  KINGDEE_URL: 'http://127.0.0.1:1/k3cloud/',
  KINGDEE_ACCT_ID: 'acct',
  KINGDEE_USERNAME: 'user',
  KINGDEE_AUTH: 'password',
  KINGDEE_PASSWORD: 'Kd-12345678-zq',
  KINGDEE_APP_ID: 'appidofkingdee',
  KINGDEE_APP_SECRET: 'kingdeesecret',
});
const hide = ownSecrets(settings);

const found = (words: string, subject = { id: '', name: '' }): LineFound => ({
  line: `kingdee/may-audit:${subject.id}`,
  probe: 'kingdee/may-audit',
  subject,
  finding: refused({ kind: 'refused', why: 'permission', words }),
  at: 1,
  ms: 1,
});
const formNamed = (name: string): LineFound => ({
  line: 'dingtalk/form:P',
  probe: 'dingtalk/form',
  subject: { id: 'P', name },
  finding: red('denied', { words: '', errorCode: '' }),
  at: 1,
  ms: 1,
});
function files(...lines: LineFound[]): string[] {
  const shown = lines.map((line) => wordsOf(line, hide));
  const result = { startedAt: 1, finishedAt: 2, running: null, failed: null, counts: countsOf(shown), lines: shown };
  return [resultText(result), resultJson(result), linesText(shown).join('\n')];
}

it('secrets of the settings are in no line: as they are, as masking left them, and with their end cut off', () => {
  const cut = `${'很'.repeat(190)}kingdeesecret`;
  expect(outsideWords(cut)).toMatch(/kingdeese…$/);
  for (const text of files(
    found('密钥kingdeesecret不对，应用appidofkingdee、dingclientid'),
    found('说Kd-12345678-zq错'),
    found('client secret one'),
    found(cut),
  ))
    expect(text).not.toMatch(/kingdeese|appidof|dingclient|Kd-|-zq|client secret/);
});

it('a secret of several words is in no line, whatever was masked or cut within it', () => {
  const words = 'correct horse  battery staple';
  const hiding = ownSecrets({ ...settings, KINGDEE_PASSWORD: words });
  const came = (text: string) => wordsOf(found(text), hiding).came;
  for (const text of [`密码“${words}”错误`, `password=${words}&x=1`, words, `${'很'.repeat(180)}${words}`])
    expect(came(text)).not.toMatch(/correct|horse|battery|staple/);
  const numbered = ownSecrets({ ...settings, KINGDEE_PASSWORD: 'corr3ct horse battery' });
  expect(wordsOf(found('密码：corr3ct horse battery不对'), numbered).came).not.toMatch(/corr|horse|battery/);
});

it('a secret is in no line as others write it: on a page, in a form, as .NET escapes it, in a header', () => {
  const secret = `a&b<c>"d'e+f g\\h`;
  const hiding = ownSecrets({ ...settings, KINGDEE_PASSWORD: secret });
  for (const written of [
    'a&amp;b&lt;c&gt;&quot;d&#39;e+f g\\h',
    'a%26b%3Cc%3E%22d%27e%2Bf+g%5Ch',
    "a%26b%3cc%3e%22d'e%2bf%20g%5ch",
    'a\\u0026b\\u003cc\\u003e\\u0022d\\u0027e\\u002bf g\\\\h',
    Buffer.from(secret).toString('base64'),
  ])
    expect(wordsOf(found(`说 ${written} 错`), hiding).came, written).toBe('没有授权“说 [隐去] 错”');
});

it('words that are no secret stay', () => {
  expect(hide('没有权限…')).toBe('没有权限…');
  expect(hide('尾号 7890')).toBe('尾号 7890');
});

it('the name of a form writes no line of its own into what is passed on, and nothing in it steers a terminal', () => {
  for (const text of files(
    formNamed('费用报销\n✓ 登录金蝶　登录成功\u001b[8m\u202e'),
    found('没有权限\u001b[2K\r\n✓ 登录\u0007\u009b'),
  )) {
    expect(text).not.toMatch(/^✓/m);
    expect(text).not.toMatch(/[^\P{C}\n]/u);
  }
});

it('an account in the name of a form or an organisation is masked in the line', () => {
  for (const text of files(formNamed('付 6222 0212 3456 7890'), found('', { id: '100', name: '户 13800138000' })))
    expect(text).not.toMatch(/0212|13800138/);
});

it('a number that somebody has to look up stays whole', () => {
  const line = wordsOf(
    {
      ...found(''),
      probe: 'dingtalk/canary',
      finding: red('in-doubt', { approval: '202603051043000012345', words: '丢了' }),
    },
    hide,
  );
  expect(line.came).toContain('202603051043000012345');
});
