import type { FormList } from '@dingdee/shared/form-change';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

/** A form that somebody changed in DingTalk: told everywhere, looked at on one page, accepted by an administrator. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 6, clean: true }, settings: { FORM_CHECK_INTERVAL_MS: '0' } });
  await collect(desk.office);
  const { sandbox } = desk.stack;
  const code = sandbox.dingtalk.processCodes.费用报销 ?? '';
  const { dingtalk } = sandbox.state;
  dingtalk.changeForm(code, { do: 'remove', id: ids.companyAccount });
  dingtalk.changeForm(code, { do: 'retype', id: ids.total, componentType: 'TextField' });
  dingtalk.changeForm(code, { do: 'rename', id: ids.category, label: '报销大类' });
  dingtalk.changeForm(code, {
    do: 'add',
    control: { id: 'DDSelectField_COSTCENTRE', label: '成本中心', componentType: 'DDSelectField', required: true },
  });
  dingtalk.changeForm(code, { do: 'option', id: ids.expense, label: '宠物寄养' });
  const centre = ['DDSelectField_COSTCENTRE', { kind: 'select', label: '华东', key: 'option_east' }] as const;
  for (const one of dingtalk.generate({ count: 4, seed: 77, clean: true, fresh: true }))
    Object.assign(one, { values: new Map([...one.values, centre]) });
  await desk.office.admin.post(`/api/forms/${code}/check`);
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it('everybody is told on the desk, and is led to what changed', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/' });
  await seen(page.getByText('费用报销 在钉钉被改过。'));
  await page.getByRole('link', { name: '看改了什么' }).click();
  await seen(page.getByRole('heading', { name: '费用报销 在钉钉被改过' }));
  // Who does not administer looks and decides nothing.
  await seen(page.getByText('由管理员接受。'));
  await expect.poll(() => page.getByRole('button', { name: /接受/ }).count()).toBe(0);
  await app.mustBeSound();
});

it('the list of schemes says it under the scheme that has stopped', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
  await seen(page.getByRole('row').filter({ hasText: /改了 \d+ 处，\d+ 处要管理员看过才往下走。/ }));
  await page.getByRole('link', { name: '看改了什么：费用报销' }).click();
  await seen(page.getByRole('heading', { name: '费用报销 在钉钉被改过' }));
  await app.mustBeSound();
});

it('a rule that read a removed control is offered another one, which leads to the rules with that one changed and nothing saved', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/forms' });
  const removed = page.getByRole('row').filter({ hasText: '删掉了' });
  await removed.getByRole('button', { name: '换一个控件…' }).click();
  const cure = removed.getByRole('button', { name: /改按“.+”查“结算方式”/ }).first();
  // No row of the table fits what another control says: a default does not count.
  await seen(cure);
  await seen(removed.getByText(/^最近 \d+ 条审批里对上 0 条/).first());
  await app.mustBeSound();
  const versions = async () =>
    (await desk.office.admin.get<SchemeDetail>(`/api/schemes/${desk.office.schemeId}`)).currentVersion;
  const before = await versions();
  await cure.click();
  await expect.poll(() => page.url()).toContain('/rules?field=');
  await seen(page.getByRole('button', { name: /存为/ }).first());
  await seen(page.getByText(/改了 1 个字段|改了 1 处/).first());
  expect(await versions()).toBe(before);
});

it.each([WIDE, NARROW])(
  'each change is shown as it was and as it is, with its use and the bills that wait ($width px)',
  async (size) => {
    const { page, ...app } = await desk.open({ part: '管理员', ...size, path: '/forms' });
    const table = page.getByRole('table', { name: '表单的改动' });
    await seen(table.getByText('删掉了'));
    const words = await textOf(table);
    expect(words).toContain('公司帐号付款');
    expect(words).toMatch(/换了类型.*总金额.*计算公式.*总金额.*单行文本.*总金额核对/);
    expect(words).toMatch(/新增.*原来没有.*成本中心.*单选，必填.*样例：华东/);
    expect(words).toMatch(/选项有增减.*新增 宠物寄养/);
    expect(words).toMatch(/改了名.*报销大类.*按编号认的，已经跟上，不用管/);
    await seen(page.getByText(/停在待补映射，不会推错/));
    await seen(page.getByRole('row', { name: /^不影响：已入账/ }));
    const rest = table.getByText(/^另外 \d+ 个控件没有变$/);
    const n = Number(/\d+/.exec(await textOf(rest))?.[0]);
    await rest.click();
    await seen(table.getByRole('listitem').filter({ hasText: '费用承担部门' }));
    expect(await table.locator('.rest').getByRole('listitem').count()).toBe(n);
    await app.mustBeSound();
    await app.picture(`desk-form-drift-${size.width}`);
  },
);

it('the phone says it in a line on 采集', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...IPHONE, path: '/runs' });
  await seen(page.getByText('费用报销 在钉钉被改过。'));
  await seen(page.getByText(/先停在待补映射，等管理员看过/));
  await app.mustBeSound();
  await app.picture('phone-form-drift');
});

it('an administrator accepts with a reason, and the bills that waited go on', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/forms' });
  const accept = page.getByRole('button', { name: /^接受，重新映射 \d+ 条$/ });
  await seen(accept);
  expect(await accept.isDisabled()).toBe(true);
  await page.getByLabel('看过什么，为什么可以').fill('和表单管理员确认过，公司帐号不再填');
  // One is taken out: it stays, and the others are gone.
  const boxes = page.getByRole('checkbox', { name: /^接受这一处：/ });
  const all = await boxes.count();
  await boxes.first().uncheck();
  const some = page.getByRole('button', { name: `接受勾选的 ${all - 1} 处，其余 1 处还等着` });
  await seen(some);
  await app.mustBeSound();
  await app.picture('desk-form-drift-some');
  await some.click();
  await seen(page.getByText(/^改了 1 处/));
  await page.getByLabel('看过什么，为什么可以').fill('这一处也确认过了');
  await accept.click();
  await seen(page.getByRole('heading', { name: '费用报销 没有改动' }));
  await gone(page.getByText('费用报销 在钉钉被改过。'));
  await app.mustBeSound();
  const { items } = await desk.office.admin.get<FormList>('/api/forms');
  expect(items[0]).toMatchObject({ changes: [], waiting: { count: 0 } });
});
