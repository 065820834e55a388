import Fastify, { type FastifyInstance } from 'fastify';
import type { SandboxContext } from '../context.js';
import { type DingTalkAccount, dingtalkAccount } from './account.js';
import { amend } from './amend.js';
import type { SandboxApproval } from './approval.js';
import { type Company, companyOf } from './draw.js';
import { commentEvent } from './events.js';
import { FileShelf } from './file-shelf.js';
import {
  type ApprovalForm,
  PAYMENT_REQUEST_CODE,
  paymentRequestForm,
  REIMBURSEMENT_CODE,
  reimbursementForm,
} from './form.js';
import { DingTalkGateway } from './gateway.js';
import { generateApprovals } from './generator.js';
import { LoginCodes } from './login-codes.js';
import { type BadKind, spoil } from './mutations.js';
import { NoticeDesk } from './notices.js';
import { generatePaymentRequests } from './payment-request.js';
import { MonthlyQuota } from './quota.js';
import type { DingTalkState } from './route.js';
import { ApprovalStore } from './store.js';
import { StreamHub } from './stream.js';
import { TokenDesk } from './tokens.js';

export interface GenerateOptions {
  count: number;
  seed: number;
  clean?: boolean;
  bad?: BadKind;
  /** As if made at this instant; now unless told. */
  at?: number;
}

export interface DingTalk {
  app: FastifyInstance;
  account: DingTalkAccount;
  state: DingTalkState;
  company: Company;
  /** Adds `count` agreed reimbursements and the others of their mix (with `bad`: only agreed ones); oldest launch first. */
  generate(options: GenerateOptions): SandboxApproval[];
  /** Adds agreed payment requests, the other form. */
  generatePaymentRequests(options: { count: number; seed: number; at?: number }): SandboxApproval[];
  /** Changes or cancels an approval by a new instance, which has passed unless `running`. */
  amend(original: SandboxApproval, action: 'MODIFY' | 'REVOKE', running?: boolean): SandboxApproval;
  /** New approvals, nothing else: no notices, tokens or used quota. */
  reset(options: { seed: number; approvals: number; clean?: boolean; at?: number }): void;
}

/** One payment request for ten reimbursements. */
export const paymentRequests = (reimbursements: number): number => Math.ceil(reimbursements / 10);

const BODY_LIMIT = 10_000_000;

/** The DingTalk stand-in: both hosts (oapi and api) on one listener, which is the caller's to open. */
export function createDingTalk(ctx: SandboxContext, options: { qps: number }): DingTalk {
  const company = companyOf(ctx.company);
  const approvals = new ApprovalStore();
  const stream = new StreamHub(ctx.clock);
  const labels = (table: 'general' | 'project'): string[] =>
    ctx.company.expenseTypes.filter((type) => type.table === table).map(({ label }) => label);
  approvals.addForm(
    reimbursementForm({
      adminTypes: ['差旅报销', '日常办公', '业务招待', '员工福利', '其他行政'],
      projectTypes: ['项目差旅', '项目采购', '项目外包', '项目其他'],
      expenses: labels('general'),
      projectExpenses: labels('project'),
      companyAccounts: [...new Set(ctx.company.bankAccounts.map(({ name }) => name))],
    }),
  );
  approvals.addForm(paymentRequestForm());

  const state: DingTalkState = {
    ctx,
    account: dingtalkAccount,
    approvals,
    tokens: new TokenDesk(ctx.clock),
    codes: new LoginCodes(ctx.clock),
    notices: new NoticeDesk(ctx),
    quota: new MonthlyQuota(ctx.clock),
    stream,
    files: new FileShelf(ctx),
    qps: options.qps,
    onComment: (instanceId, userid, text) => {
      const approval = approvals.get(instanceId);
      if (approval) stream.push(commentEvent(approval, userid, text, ctx.clock.now()));
    },
  };
  const gateway = new DingTalkGateway(state);

  const app = Fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, logger: false });
  // JSON is parsed whatever the content type says; the given type only tells a form from JSON.
  app.addHook('onRequest', async (request) => {
    request.raw.headers['x-sandbox-content-type'] = request.raw.headers['content-type'];
    request.raw.headers['content-type'] = 'application/octet-stream';
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.server.on('upgrade', (request, socket, head) => stream.upgrade(request, socket, head));
  // Before the server closes: an open WebSocket would keep it from closing.
  app.addHook('preClose', async () => stream.close());
  state.files.register(app);
  app.all('/*', (request, reply) => gateway.handle(request, reply));

  function formOf(processCode: string): ApprovalForm {
    const form = approvals.forms.get(processCode);
    if (!form) throw new Error(`no such form: ${processCode}`);
    return form;
  }

  function generate({ count, seed, clean, bad, at = ctx.clock.now() }: GenerateOptions): SandboxApproval[] {
    const form = formOf(REIMBURSEMENT_CODE);
    const options = { count, seed, now: at, form, company, clean: clean || bad !== undefined };
    const mixed = generateApprovals(options);
    const made =
      bad === undefined ? mixed : mixed.filter(({ fate }) => fate === 'agreed').map((approval) => spoil(approval, bad));
    approvals.add(made);
    return made;
  }

  function addPaymentRequests({
    count,
    seed,
    at = ctx.clock.now(),
  }: {
    count: number;
    seed: number;
    at?: number;
  }): SandboxApproval[] {
    const form = formOf(PAYMENT_REQUEST_CODE);
    const made = generatePaymentRequests({ count, seed, now: at, form, company });
    approvals.add(made);
    return made;
  }

  return {
    app,
    account: dingtalkAccount,
    state,
    company,
    generate,
    generatePaymentRequests: addPaymentRequests,
    amend: (original, action, running = false) => {
      const amended = amend(original, action, running, ctx.clock.now());
      approvals.add([amended]);
      return amended;
    },
    reset: ({ seed, approvals: count, clean, at }) => {
      approvals.clear();
      state.notices.clear();
      state.tokens.invalidate();
      state.quota.used = 0;
      generate({ count, seed, clean, at });
      addPaymentRequests({ count: paymentRequests(count), seed, at });
    },
  };
}
