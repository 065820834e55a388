import type { StageTotals } from '@dingdee/shared/bill';
import type { Browser } from 'playwright-core';
import { enableScheme } from '../flow/enable-scheme.js';
import { fillTables, type Office } from '../flow/office.js';
import { Person } from '../flow/person.js';
import { type Stack, startStack } from '../flow/stack.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { LedgerLine } from '../sandbox/kingdee/ledger.js';
import type { SandboxOptions } from '../sandbox/start.js';
import { closeAll, closeSoundly, type Entry, type OpenApp, openApp, personOf } from './browser.js';
import { launch } from './launch.js';

/** Roles of each part of the workbench in the app; the applicant has none. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  管理员: ['viewer', 'mapper', 'reviewer', 'pusher', 'admin'],
  映射维护: ['viewer', 'mapper'],
  审核: ['viewer', 'reviewer'],
  推送: ['viewer', 'pusher'],
  '推送（另一人）': ['viewer', 'pusher'],
  查看: ['viewer'],
  审计: ['viewer', 'auditor'],
};

/** One company with the app open for its people; the cases of a file share the stack and the browser. */
export interface CompanyDesk {
  stack: Stack;
  office: Office;
  browser: Browser;
  open(entry: Entry): Promise<OpenApp>;
  /** Closes the apps that the last case left open; a console error of a page fails the case. */
  closeApps(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the stand-ins, the server with the app, a browser, and people with their roles, with a scheme for which nothing has been collected
 * yet.
 */
export async function startCompany(
  options: { sandbox?: SandboxOptions; settings?: Record<string, string>; leftOpen?: readonly string[] } = {},
): Promise<CompanyDesk> {
  const [started, launched] = await Promise.allSettled([startStack(options), launch()]);
  const close = () =>
    closeAll(
      () => launched.status === 'fulfilled' && launched.value.close(),
      () => started.status === 'fulfilled' && started.value.close(),
    );
  try {
    if (started.status === 'rejected') throw started.reason;
    if (launched.status === 'rejected') throw launched.reason;
    const office = await settleIn(started.value, options.leftOpen);
    return companyDesk({ stack: started.value, office, browser: launched.value, close });
  } catch (error) {
    // The first failure is thrown, not an error from closing after it.
    await close().catch(() => undefined);
    throw error;
  }
}

/** Sets up people with their roles, an enabled scheme and filled tables. */
async function settleIn(stack: Stack, leftOpen?: readonly string[]): Promise<Office> {
  const { sandbox } = stack;
  sandbox.state.gateway.appUrl = stack.url;
  const admin = await Person.login(stack, personOf(sandbox, '管理员').userid);
  for (const { userid, part } of sandbox.identities)
    if (ROLES[part]) await admin.put(`/api/roles/${userid}`, { roles: ROLES[part] });
  await admin.post('/api/base-data/refresh');
  const scheme = await admin.post<{ id: string }>('/api/schemes', {
    template: 'expense-to-paybill',
    processCode: sandbox.dingtalk.processCodes.费用报销,
    orgNumber: '101',
  });
  await enableScheme(admin, scheme.id);
  const office: Office = {
    admin,
    reviewer: await Person.login(stack, personOf(sandbox, '审核').userid),
    pusher: await Person.login(stack, personOf(sandbox, '推送').userid),
    schemeId: scheme.id,
  };
  await fillTables(office, leftOpen);
  return office;
}

function companyDesk(parts: Pick<CompanyDesk, 'stack' | 'office' | 'browser' | 'close'>): CompanyDesk {
  const apps: OpenApp[] = [];
  return {
    ...parts,
    open: async (entry) => {
      const app = await openApp(parts.browser, parts.stack.sandbox, entry);
      apps.push(app);
      return app;
    },
    closeApps: () => closeSoundly(apps.splice(0)),
  };
}

/** Returns the finished and agreed reimbursements in DingTalk. */
export function agreedApprovals({ stack }: CompanyDesk): SandboxApproval[] {
  const form = stack.sandbox.dingtalk.processCodes.费用报销;
  return stack.sandbox.state.dingtalk.state.approvals
    .all()
    .filter(({ processCode, status, result }) => processCode === form && status === 'COMPLETED' && result === 'agree');
}

/** Returns the bills in Kingdee. */
export const kingdeeBills = ({ stack }: CompanyDesk): LedgerLine[] => stack.sandbox.state.kingdee.ledger.report();

/** Returns the present count and sum of one stage from the server. */
export async function stageNow({ office }: CompanyDesk, stage: string): Promise<{ count: number; amount: string }> {
  const { stages } = await office.admin.get<StageTotals>('/api/bills/stages');
  const found = stages.find((row) => row.stage === stage);
  return { count: found?.count ?? 0, amount: found?.amount ?? '0.00' };
}
