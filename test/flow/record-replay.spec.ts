import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { readRecording } from '../sandbox/replay/recording.js';
import { type ReplayedSite, startReplay } from '../sandbox/replay/replay-servers.js';
import { newApprovals, type RunningOffice, setSwitches, startOffice, wholeWay } from './batch.js';
import { closeAll } from './own-process.js';
import { runOps } from './verify-command.js';

/** A site's answers are kept masked, and answer again: what the check-up found there it finds here. */
let run: RunningOffice;
let folder: string;
let file: string;
let site: ReplayedSite | null = null;
/** Nothing is known but what both systems say, there and here. */
const NO_DATABASE = 'sqlite:/nowhere/dingdee.db';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dingdee-record-'));
  file = join(folder, 'site.jsonl');
  run = await startOffice();
  newApprovals(run, { count: 30, seed: 91 });
  await wholeWay(run);
  setSwitches(run, {
    dingtalk: { contactScope: 'one-department', recipientShape: 'dingtalk' },
    kingdee: { expenseManagement: 'in-use', attachmentStorage: 'database', baseDataBlindOrgs: '102' },
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await closeAll(
    () => site?.close(),
    () => run?.stack.close(),
  );
});

/** The check-up's lines that are not green: their marks, and what they mean, without the names in their titles. */
const findings = (output: string): string[] =>
  output
    .split('\n')
    .filter((line) => /^[✗!?] | {4}(影响|怎么办)：/.test(line))
    .map((line) => line.replace(/“[^”]*”|（[^）]*）/g, '').replace(/(?<=：\d{3} )[^　]+/, ''));

it('asks for consent, and writes nothing without it', async () => {
  const { code, output } = await runOps(run.stack, ['record', file], NO_DATABASE);
  expect(code).toBe(1);
  expect(output).toContain(`npm run ops -- record 文件 --consent`);
  expect(() => statSync(file)).toThrow();
});

it('writes over no file and through no link, and asks nothing then', async () => {
  const there = join(folder, 'there.jsonl');
  const target = join(folder, 'target');
  const link = join(folder, 'link.jsonl');
  const dangling = join(folder, 'dangling.jsonl');
  writeFileSync(there, 'x');
  writeFileSync(target, 'x');
  symlinkSync(target, link);
  symlinkSync(join(folder, 'nothing'), dangling);
  for (const name of [there, link, dangling]) {
    const { code, output } = await runOps(run.stack, ['record', name, '--consent'], NO_DATABASE);
    expect([code, output.trim()]).toEqual([
      1,
      `${name} 已经有了（文件或链接），不覆盖。换一个文件名再做，什么都没有问。`,
    ]);
  }
  expect([readFileSync(there, 'utf8'), readFileSync(target, 'utf8')]).toEqual(['x', 'x']);
  expect(existsSync(join(folder, 'nothing'))).toBe(false);
  const nowhere = await runOps(run.stack, ['record', join(folder, 'a', 'b.jsonl'), '--consent'], NO_DATABASE);
  expect([nowhere.code, nowhere.output]).toEqual([1, expect.stringContaining('目录不存在')]);
});

describe('a recording', () => {
  it('is a file that only its owner can read, with no secret, no name and no account in it', async () => {
    const { code, output } = await runOps(run.stack, ['record', file, '--consent'], NO_DATABASE);
    expect([code, output]).toEqual([0, expect.stringContaining('个回答')]);
    expect(statSync(file).mode & 0o077).toBe(0);
    const text = readFileSync(file, 'utf8');
    const { dingtalk, kingdee } = run.stack.sandbox;
    const secrets = [dingtalk.clientSecret, dingtalk.clientId, dingtalk.corpId, kingdee.password, kingdee.appSecret];
    const names = [
      ...company.employees.flatMap(({ name, userid }) => [name, userid]),
      ...[company.organisations, company.departments, company.suppliers, company.customers].flatMap((all) =>
        // 采购部 stands in 采购部门, which is a field.
        all.map(({ name }) => name).filter((name) => name !== '采购部'),
      ),
      ...company.bankAccounts.flatMap(({ name, number }) => [name, number]),
      kingdee.username,
      kingdee.acctId,
    ];
    for (const own of [...secrets, ...names]) expect(text.includes(own), own).toBe(false);
    for (const { approvals } of [run.stack.sandbox.state.dingtalk.state])
      for (const { instanceId } of approvals.all()) expect(text.includes(instanceId), instanceId).toBe(false);
    for (const [digits] of JSON.stringify(run.stack.sandbox.state.kingdee.ledger.report()).matchAll(/\d{12,}/g))
      expect(text.includes(digits), digits).toBe(false);
  });

  it('answers again in the place of the site, and gives the same findings', async () => {
    const there = await runOps(run.stack, ['check-up'], NO_DATABASE);
    site = await startReplay(readRecording(file));
    const here = await runOps(run.stack, ['check-up'], NO_DATABASE, {
      DINGTALK_API_URL: site.dingtalk.url,
      DINGTALK_OAPI_URL: site.dingtalk.url,
      KINGDEE_URL: site.kingdee.url,
      KINGDEE_ACCT_ID: site.kingdee.acctId,
    });
    for (const found of ['通讯录授权范围', '收款账号', '费用管理', '附件存在哪里', '出纳：102'])
      expect(
        findings(there.output).some((line) => /^[✗!]/.test(line) && line.includes(found)),
        found,
      ).toBe(true);
    expect(findings(here.output)).toEqual(findings(there.output));
    expect(site.missed).toEqual([]);
  });

  it('of another kind is refused in one sentence', () => {
    expect(() => readRecording(new URL(import.meta.url).pathname)).toThrow(/is no recording|JSON/);
  });
});
