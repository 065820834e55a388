import type { AddressInfo, Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import * as company from './company.js';
import { createContext } from './context.js';
import { createControl } from './control.js';
import { createDingTalk } from './dingtalk/dingtalk.js';
import { PAYMENT_REQUEST_CODE, REIMBURSEMENT_CODE } from './dingtalk/form.js';
import { SUPPLIER_PAYMENT_CODE, SUPPLIER_PAYMENT_NAME } from './dingtalk/supplier-payment.js';
import { AppGateway } from './dingtalk/workbench/app-gateway.js';
import { type Identity, identities } from './dingtalk/workbench/identities.js';
import { registerWorkbench } from './dingtalk/workbench/workbench-routes.js';
import { createKingdee } from './kingdee/kingdee.js';
import type { SandboxState } from './sandbox-state.js';

export interface SandboxOptions {
  /** Address to listen on; default 127.0.0.1. */
  host?: string;
  /** 0 = any free port (default). */
  dingtalkPort?: number;
  kingdeePort?: number;
  controlPort?: number;
  gatewayPort?: number;
  /** Number of agreed reimbursements at the start, default 60; running, refused, terminated and late ones are added to it. */
  approvals?: number;
  seed?: number;
  /** Limit of calls per second for each app and API path; 0 = off; default 20. */
  qps?: number;
  /** Address of the micro-app, for the workbench page. */
  appUrl?: string;
  /** Makes no approval whose total differs from its rows. */
  clean?: boolean;
  /** Adds a third form, 供应商付款申请. */
  supplierForm?: boolean;
  /** Adds a form 合同审批, and to 供应商付款申请 a 关联审批单 that names contracts. */
  contractForm?: boolean;
  /** Time at which the first approvals are made, in Unix ms: the same time and seed give the same approvals. */
  approvalsAt?: number;
}

export interface Sandbox {
  dingtalk: {
    url: string;
    corpId: string;
    clientId: string;
    clientSecret: string;
    agentId: string;
    processCodes: Record<string, string>;
  };
  kingdee: {
    url: string;
    acctId: string;
    username: string;
    password: string;
    appId: string;
    appSecret: string;
    lcid: number;
    org: string;
  };
  control: { url: string };
  /** Page on which a person chooses an identity. */
  workbench: { url: string };
  /** Micro-app behind the bridge; `/__sandbox/enter?userid=…&platform=pc|ios|android&theme=dark&frame=0` opens it. */
  gateway: { url: string };
  /** People that the workbench offers. */
  identities: readonly Identity[];
  state: SandboxState;
  /** Returns a login code for this userid, like the one that the DingTalk container gives (dingtalk.md §7.2). */
  issueCode(userid: string): string;
  close(): Promise<void>;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ host, port });
  return originOf(app.server, host);
}

function originOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}

/** Starts both stand-ins and their control, each on its own port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', approvals = 60, seed = 1, qps = 20, clean = false } = options;
  const ctx = createContext(company);
  const dingtalk = createDingTalk(ctx, { qps, supplierForm: options.supplierForm, contractForm: options.contractForm });
  const kingdee = createKingdee(ctx);
  dingtalk.reset({ approvals, seed, clean, at: options.approvalsAt });
  const gateway = new AppGateway(dingtalk.state, options.appUrl);
  registerWorkbench(dingtalk.app, dingtalk.state, dingtalk.company, gateway);
  const state: SandboxState = { ctx, dingtalk, kingdee, gateway };
  const control = createControl(state);

  const dingtalkUrl = await listen(dingtalk.app, host, options.dingtalkPort ?? 0);
  const kingdeeUrl = await listen(kingdee.app, host, options.kingdeePort ?? 0);
  const controlUrl = await listen(control, host, options.controlPort ?? 0);
  await new Promise<void>((resolve, reject) => {
    gateway.server.once('error', reject).listen(options.gatewayPort ?? 0, host, resolve);
  });
  gateway.url = originOf(gateway.server, host);

  const { corpId, clientId, clientSecret, agentId } = dingtalk.account;
  const { acctId, username, password, appId, appSecret, lcid, org } = kingdee.account;
  return {
    dingtalk: {
      url: dingtalkUrl,
      corpId,
      clientId,
      clientSecret,
      agentId,
      processCodes: {
        费用报销: REIMBURSEMENT_CODE,
        付款申请: PAYMENT_REQUEST_CODE,
        ...(options.supplierForm ? { [SUPPLIER_PAYMENT_NAME]: SUPPLIER_PAYMENT_CODE } : {}),
      },
    },
    kingdee: { url: `${kingdeeUrl}/k3cloud/`, acctId, username, password, appId, appSecret, lcid, org },
    control: { url: controlUrl },
    workbench: { url: `${dingtalkUrl}/workbench` },
    gateway: { url: gateway.url },
    identities: identities(dingtalk.company),
    state,
    issueCode: (userid) => dingtalk.state.codes.issue(userid),
    close: async () => {
      await Promise.all([dingtalk.app.close(), kingdee.app.close(), control.close(), gateway.close()]);
    },
  };
}
