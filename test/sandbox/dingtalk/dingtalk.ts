import Fastify, { type FastifyInstance } from 'fastify';
import type { SandboxContext } from '../context.js';
import { type DingTalkAccount, dingtalkAccount } from './account.js';
import { amend } from './amend.js';
import type { ControlValue, SandboxApproval } from './approval.js';
import { CardDesk } from './cards.js';
import { changeForm, type FormEdit } from './change-form.js';
import { CONTRACT_CODE, contractForm, generateContracts } from './contract-approval.js';
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
import { PageShifts } from './page-shifts.js';
import { generatePaymentRequests } from './payment-request.js';
import { MonthlyQuota } from './quota.js';
import { RobotDesk } from './robots.js';
import type { DingTalkState } from './route.js';
import { ApprovalStore } from './store.js';
import { StreamHub } from './stream.js';
import { generateSupplierPayments, SUPPLIER_PAYMENT_CODE, supplierPaymentForm } from './supplier-payment.js';
import { TodoDesk } from './todos.js';
import { TokenDesk } from './tokens.js';

export interface GenerateOptions {
  count: number;
  seed: number;
  clean?: boolean;
  bad?: BadKind;
  /** Time at which the approvals are made, in Unix ms; default now. */
  at?: number;
  /** Launches the approvals in the last two minutes, not over the last month. */
  fresh?: boolean;
}

export interface DingTalk {
  app: FastifyInstance;
  account: DingTalkAccount;
  state: DingTalkState;
  company: Company;
  /** Adds `count` agreed reimbursements and the others of the mix (with `bad` only agreed ones); oldest launch first. */
  generate(options: GenerateOptions): SandboxApproval[];
  /** Changes a form as in DingTalk's designer; approvals launched from now on have the new form. @returns the new form. */
  changeForm(processCode: string, edit: FormEdit): ApprovalForm;
  /** Changes values of a finished instance, under the same id and without an event (switch lateEdits). `values` are by control id. */
  editLate(approval: SandboxApproval, values: ReadonlyMap<string, ControlValue>): void;
  /** Adds agreed payment requests, the second form. */
  generatePaymentRequests(options: { count: number; seed: number; at?: number }): SandboxApproval[];
  /** Adds agreed payments to suppliers. @throws Error if the company has no such form (option supplierForm). */
  generateSupplierPayments(options: { count: number; seed: number; at?: number }): SandboxApproval[];
  /** Adds agreed contracts, which payments to suppliers may name. @throws Error if the company has no such form (option contractForm). */
  generateContracts(options: { count: number; seed: number; at?: number }): SandboxApproval[];
  /** Changes or cancels an approval by a new instance, which is agreed unless `running` is set. */
  amend(original: SandboxApproval, action: 'MODIFY' | 'REVOKE', running?: boolean): SandboxApproval;
  /** Makes new approvals and removes everything else: notices, tokens and used quota. */
  reset(options: { seed: number; approvals: number; clean?: boolean; at?: number }): void;
}

/** Returns the number of payment requests: one for ten reimbursements, rounded up. */
export const paymentRequests = (reimbursements: number): number => Math.ceil(reimbursements / 10);

const BODY_LIMIT = 10_000_000;

/** Creates the DingTalk stand-in: both hosts (oapi and api) on one listener, which the caller opens. */
export function createDingTalk(
  ctx: SandboxContext,
  options: { qps: number; supplierForm?: boolean; contractForm?: boolean },
): DingTalk {
  const company = companyOf(ctx.company);
  const approvals = new ApprovalStore();
  const stream = new StreamHub(ctx.clock, () => ctx.switches.dingtalk);
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
  if (options.supplierForm) approvals.addForm(supplierPaymentForm(company, options.contractForm));
  if (options.contractForm) approvals.addForm(contractForm());

  const state: DingTalkState = {
    ctx,
    account: dingtalkAccount,
    approvals,
    tokens: new TokenDesk(ctx.clock),
    codes: new LoginCodes(ctx.clock),
    notices: new NoticeDesk(ctx),
    robots: new RobotDesk(ctx),
    todos: new TodoDesk(ctx),
    cards: new CardDesk(ctx, dingtalkAccount.clientId),
    quota: new MonthlyQuota(ctx.clock),
    stream,
    shifts: new PageShifts(approvals, () => ctx.clock.now()),
    files: new FileShelf(ctx),
    qps: options.qps,
    onComment: (instanceId, userid, text) => {
      const approval = approvals.get(instanceId);
      if (approval) stream.push(commentEvent(approval, userid, text, ctx.clock.now()));
    },
  };
  const gateway = new DingTalkGateway(state);

  const app = Fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, logger: false });
  // JSON is parsed whatever the content type; the given type only tells a form body from JSON.
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

  /** Gives approvals the present form. The generator fills in the first form, whose controls it knows. */
  const launchedNow = (made: SandboxApproval[], processCode: string): SandboxApproval[] => {
    const form = approvals.forms.get(processCode);
    return form === undefined || form === approvals.firstForm(processCode)
      ? made
      : made.map((one) => ({ ...one, form }));
  };

  function generate({ count, seed, clean, bad, at = ctx.clock.now(), fresh }: GenerateOptions): SandboxApproval[] {
    const form = approvals.firstForm(REIMBURSEMENT_CODE);
    const options = { count, seed, now: at, form, company, clean: clean || bad !== undefined, fresh };
    const mixed = generateApprovals(options);
    const filled =
      bad === undefined ? mixed : mixed.filter(({ fate }) => fate === 'agreed').map((approval) => spoil(approval, bad));
    const made = launchedNow(filled, REIMBURSEMENT_CODE);
    approvals.add(made);
    return made;
  }

  const adder =
    (code: string, generator: typeof generatePaymentRequests) =>
    ({ count, seed, at = ctx.clock.now() }: { count: number; seed: number; at?: number }): SandboxApproval[] => {
      const form = approvals.firstForm(code);
      const made = launchedNow(generator({ count, seed, now: at, form, company }), code);
      approvals.add(made);
      return made;
    };
  const addPaymentRequests = adder(PAYMENT_REQUEST_CODE, generatePaymentRequests);
  const addSupplierPayments = adder(SUPPLIER_PAYMENT_CODE, generateSupplierPayments);
  const addContracts = adder(CONTRACT_CODE, generateContracts);

  return {
    app,
    account: dingtalkAccount,
    state,
    company,
    generate,
    generatePaymentRequests: addPaymentRequests,
    generateSupplierPayments: addSupplierPayments,
    generateContracts: addContracts,
    changeForm: (processCode, edit) => {
      const form = approvals.forms.get(processCode);
      if (!form) throw new Error(`no such form: ${processCode}`);
      const changed = changeForm(form, edit, ctx.clock.now());
      approvals.changeForm(changed);
      return changed;
    },
    editLate: (approval, values) => {
      if (!ctx.switches.dingtalk.lateEdits) throw new Error('finished instances do not change (switch lateEdits)');
      approval.values = new Map([...approval.values, ...values]);
    },
    amend: (original, action, running = false) => {
      const amended = amend(original, action, running, ctx.clock.now());
      approvals.add([amended]);
      return amended;
    },
    reset: ({ seed, approvals: count, clean, at }) => {
      approvals.clear();
      approvals.restoreForms();
      state.notices.clear();
      state.todos.clear();
      state.cards.clear();
      state.shifts.clear();
      state.tokens.invalidate();
      state.quota.used = 0;
      generate({ count, seed, clean, at });
      addPaymentRequests({ count: paymentRequests(count), seed, at });
      if (options.supplierForm) addSupplierPayments({ count: paymentRequests(count), seed, at });
    },
  };
}
