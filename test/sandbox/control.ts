import Fastify, { type FastifyInstance } from 'fastify';
import { registerApprovalControl } from './control-approvals.js';
import { type Body, fields, number, string } from './control-body.js';
import { FILE_FAULTS } from './dingtalk/file-shelf.js';
import { FAULT_KINDS, type FaultRequest } from './faults.js';
import { addManyEntries } from './kingdee/many-entries.js';
import type { SandboxState } from './sandbox-state.js';
import { applySwitches } from './switches.js';

function faultRequest(body: Body): FaultRequest {
  const system = body.system;
  const kind = FAULT_KINDS.find((known) => known === body.kind);
  if (system !== 'dingtalk' && system !== 'kingdee') throw new Error('system must be dingtalk or kingdee');
  if (!kind) throw new Error(`kind must be one of ${FAULT_KINDS.join(', ')}`);
  const optional = (name: string): number | undefined => (body[name] === undefined ? undefined : number(body, name));
  return {
    system,
    kind,
    id: body.id === undefined ? undefined : string(body, 'id'),
    api: body.api === undefined ? undefined : string(body, 'api'),
    times: optional('times'),
    skip: optional('skip'),
    probability: optional('probability'),
    seed: optional('seed'),
    delayMs: optional('delayMs'),
  };
}

/** Creates the control endpoint for tests: faults, time, data and ledgers. A bad request answers 400 {message}. */
export function createControl(state: SandboxState): FastifyInstance {
  const { ctx, dingtalk, kingdee, gateway } = state;
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 10_000_000 });
  app.setErrorHandler((error, _request, reply) => {
    reply.status(400).send({ message: error instanceof Error ? error.message : String(error) });
  });
  // The body is read as JSON whatever the content type; an empty body is an empty object.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(String(body)));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });

  app.get('/state', async () => ({
    now: ctx.clock.now(),
    offsetMs: ctx.clock.offsetMs,
    approvals: dingtalk.state.approvals.all().length,
    bills: kingdee.ledger.report().length,
    faults: ctx.faults.list(),
    fired: ctx.faults.fired,
    switches: ctx.switches,
    quota: { limit: dingtalk.state.quota.limit, used: dingtalk.state.quota.used },
    qps: dingtalk.state.qps,
    stream: { connections: dingtalk.state.stream.connected },
  }));

  app.get('/faults', async () => ({ faults: ctx.faults.list(), fired: ctx.faults.fired }));
  app.post('/faults', async (request) => {
    const list = Array.isArray(request.body) ? request.body : [request.body];
    const faults = list.map((each) => ctx.faults.add(faultRequest(fields(each))));
    return { faults };
  });
  app.delete<{ Querystring: { id?: string } }>('/faults', async ({ query }) => {
    ctx.faults.clear(query.id);
    return { faults: ctx.faults.list() };
  });

  app.post('/files/faults', async (request) => {
    const body = fields(request.body);
    const fault = FILE_FAULTS.find((known) => known === body.fault);
    if (!fault) throw new Error(`fault must be one of ${FILE_FAULTS.join(', ')}`);
    dingtalk.state.files.spoil(fault, {
      needle: body.needle === undefined ? undefined : string(body, 'needle'),
      times: number(body, 'times', 0),
      delayMs: number(body, 'delayMs', 500),
    });
    return { fault };
  });
  app.delete('/files/faults', async () => {
    dingtalk.state.files.clear();
    return {};
  });

  app.get('/switches', async () => ctx.switches);
  app.post('/switches', async (request) => {
    applySwitches(ctx.switches, fields(request.body));
    return ctx.switches;
  });

  app.post('/clock', async (request) => {
    ctx.clock.offsetMs = number(fields(request.body), 'offsetMs');
    return { now: ctx.clock.now(), offsetMs: ctx.clock.offsetMs };
  });

  app.get('/calls', async () => ctx.calls.report());
  app.post('/calls/reset', async () => {
    ctx.calls.reset();
    return ctx.calls.report();
  });

  app.post('/quota', async (request) => {
    const body = fields(request.body);
    const { quota } = dingtalk.state;
    quota.limit = number(body, 'limit', quota.limit);
    quota.used = number(body, 'used', quota.used);
    return { limit: quota.limit, used: quota.used };
  });
  app.post('/limits', async (request) => {
    dingtalk.state.qps = number(fields(request.body), 'qps');
    return { qps: dingtalk.state.qps };
  });

  app.get('/ledger/kingdee', async () => ({ bills: kingdee.ledger.report() }));
  app.get('/ledger/kingdee/payables', async () => ({ bills: kingdee.payables.report() }));
  app.post('/kingdee/base-data', async (request) => {
    const body = fields(request.body);
    const rows = kingdee.baseData.change(string(body, 'form'), string(body, 'number'), fields(body.change));
    return { rows };
  });
  app.post('/kingdee/base-data/many', async (request) => {
    const body = fields(request.body);
    return { added: addManyEntries(kingdee.baseData, string(body, 'form'), number(body, 'count')) };
  });
  app.post('/kingdee/bills', async (request) => {
    const body = fields(request.body);
    const changes = [
      'unaudit',
      'audit',
      'delete',
      'amount',
      'payee',
      'account',
      'cancel',
      'paid',
      'lock',
      'finish-workflow',
    ] as const;
    const change = changes.find((known) => known === body.change);
    if (!change) throw new Error(`change must be one of ${changes.join(', ')}`);
    const ledger = body.form === kingdee.payables.form.id ? kingdee.payables : kingdee.ledger;
    ledger.change(string(body, 'number'), change, body.value === undefined ? undefined : String(body.value));
    return { number: body.number, change };
  });
  app.post('/kingdee/questions', async (request) => {
    const body = fields(request.body);
    kingdee.ledger.questions.push({
      operation: string(body, 'operation'),
      flag: string(body, 'flag'),
      message: string(body, 'message'),
      times: number(body, 'times', 1),
    });
    return { questions: kingdee.ledger.questions };
  });

  // A server that starts after the sandbox sends its address.
  app.post('/app', async (request) => {
    gateway.appUrl = string(fields(request.body), 'url').replace(/\/+$/, '');
    return { appUrl: gateway.appUrl };
  });

  // Stands for another system of the company and accepts everything that is sent to it.
  app.post('/received', (_request, reply) => reply.status(204).send());

  registerApprovalControl(app, state);

  app.post('/reset', async (request) => {
    const body = fields(request.body);
    ctx.faults.clear();
    dingtalk.state.files.clear();
    ctx.calls.reset();
    ctx.clock.offsetMs = 0;
    dingtalk.state.stream.reset();
    kingdee.reset();
    dingtalk.reset({
      seed: number(body, 'seed', 1),
      approvals: number(body, 'approvals', 60),
      clean: body.clean === true,
    });
    return { approvals: dingtalk.state.approvals.all().length };
  });
  return app;
}
