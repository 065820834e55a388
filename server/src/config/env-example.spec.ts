import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsSchema } from './settings.js';

const lines = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8').split('\n');
const named = lines.flatMap((line) => /^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$/.exec(line)?.slice(1) ?? []);
const example = new Map(named.flatMap((_, i) => (i % 2 === 0 ? [[named[i] ?? '', named[i + 1] ?? '']] : [])));

it('names every setting, and none that does not exist', () => {
  const compose = ['MYSQL_PASSWORD', 'REDIS_PASSWORD', 'DOMAIN', 'CADDY_TLS', 'SERVERS', 'BACKUP_DAYS'];
  expect([...example.keys()].filter((name) => !compose.includes(name)).sort()).toEqual(
    Object.keys(settingsSchema.shape).sort(),
  );
});

it('shows the default that the program takes', () => {
  const required = {
    APP_SECRET: '0123456789abcdef',
    DINGTALK_CORP_ID: 'a',
    DINGTALK_CLIENT_ID: 'a',
    DINGTALK_CLIENT_SECRET: 'a',
    DINGTALK_AGENT_ID: 'a',
    KINGDEE_URL: 'http://127.0.0.1/k3cloud/',
    KINGDEE_ACCT_ID: 'a',
    KINGDEE_USERNAME: 'a',
  };
  const bare = settingsSchema.parse(required);
  const optional = ['PUBLIC_URL', 'REDIS_URL'];
  for (const line of lines) {
    const [, name, value] = /^# ([A-Z][A-Z0-9_]+)=(.+)$/.exec(line) ?? [];
    if (!name || optional.includes(name) || !(name in settingsSchema.shape)) continue;
    const shown = settingsSchema.parse({ ...required, [name]: value });
    expect([name, shown[name as keyof typeof shown]]).toEqual([name, bare[name as keyof typeof bare]]);
  }
});

it.each(['4', '21', '10.5', ''])('keeps 5 to 20 whole percent of the calls for write-backs, not “%s”', (value) => {
  const { DINGTALK_RESERVE_PERCENT: reserve } = settingsSchema.shape;
  expect(reserve.safeParse(value).success).toBe(false);
  expect([reserve.parse(undefined), reserve.parse('5'), reserve.parse('20')]).toEqual([10, 5, 20]);
});
