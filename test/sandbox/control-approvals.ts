import type { FastifyInstance } from 'fastify';
import { fields, number, string } from './control-body.js';
import type { ControlValue, SandboxApproval } from './dingtalk/approval.js';
import { callbackSecrets, httpBody, postCallback } from './dingtalk/callback.js';
import type { FormEdit } from './dingtalk/change-form.js';
import { type InstanceEventType, instanceEvent } from './dingtalk/events.js';
import { BAD_KINDS } from './dingtalk/mutations.js';
import { SHIFT_CHANGES } from './dingtalk/page-shifts.js';
import { pressCard } from './dingtalk/press-card.js';
import { SUPPLIER_PAYMENT_NAME } from './dingtalk/supplier-payment.js';
import type { SandboxState } from './sandbox-state.js';

/** Returns an approval as tests see it, with the expected results. */
function summary(approval: SandboxApproval): object {
  const { values: _, typeOverrides: __, form: ___, ...plain } = approval;
  return plain;
}

/** Registers the DingTalk half of the control endpoint: approvals, comments, notices, events, login codes. */
export function registerApprovalControl(app: FastifyInstance, { ctx, dingtalk }: SandboxState): void {
  const { approvals, cards, notices, stream, codes, account, shifts } = dingtalk.state;

  const existing = (id: string): SandboxApproval => {
    const found = approvals.get(id) ?? approvals.all().find(({ businessId }) => businessId === id);
    if (!found) throw new Error(`no such approval: ${id}`);
    return found;
  };

  app.get<{ Querystring: { fate?: string; processCode?: string } }>('/approvals', async ({ query }) => ({
    approvals: approvals
      .all()
      .filter(({ processCode }) => query.processCode === undefined || processCode === query.processCode)
      .filter(({ fate }) => query.fate === undefined || fate === query.fate)
      .map(summary),
  }));

  app.get('/approvals/shown', async () => ({ shown: Object.fromEntries(approvals.shown) }));

  app.post('/approvals', async (request) => {
    const body = fields(request.body);
    const count = number(body, 'count', 1);
    const seed = number(body, 'seed', 2);
    const bad = BAD_KINDS.find((kind) => kind === body.bad);
    if (body.bad !== undefined && !bad) throw new Error(`bad must be one of ${BAD_KINDS.join(', ')}`);
    const made =
      body.form === '付款申请'
        ? dingtalk.generatePaymentRequests({ count, seed })
        : body.form === SUPPLIER_PAYMENT_NAME
          ? dingtalk.generateSupplierPayments({ count, seed })
          : dingtalk.generate({ count, seed, bad, clean: body.clean === true, fresh: body.fresh === true });
    return { approvals: made.map(summary) };
  });

  app.post('/approvals/finish', async (request) => {
    const { ids, result, events } = fields(request.body);
    const wanted = Array.isArray(ids)
      ? ids.map((id) => existing(String(id)))
      : approvals.all().filter(({ fate, status }) => fate === 'late' && status === 'RUNNING');
    const finishedAt = Math.floor(ctx.clock.now() / 1000) * 1000;
    for (const approval of wanted) {
      approval.status = 'COMPLETED';
      approval.result = result === 'refuse' ? 'refuse' : 'agree';
      approval.finishedAt = finishedAt;
      if (events === true) stream.push(instanceEvent(approval, 'finish', finishedAt));
    }
    return { finished: wanted.map(({ instanceId }) => instanceId) };
  });

  /** {since}: sends the finish event of every approval that finished after that time and not later than now. */
  app.post('/approvals/tell', async (request) => {
    const since = number(fields(request.body), 'since');
    const now = ctx.clock.now();
    const told = approvals.all().filter(({ finishedAt = 0 }) => finishedAt > since && finishedAt <= now);
    for (const approval of told) stream.push(instanceEvent(approval, 'finish', approval.finishedAt ?? now));
    return { told: told.length };
  });

  app.post('/approvals/delete', async (request) => {
    const approval = existing(string(fields(request.body), 'id'));
    approval.deleted = true;
    return { deleted: approval.instanceId };
  });

  // Registers a change that happens between two pages of a list that is read later.
  app.post('/approvals/between-pages', async (request) => {
    const body = fields(request.body);
    const change = SHIFT_CHANGES.find((known) => known === body.change);
    if (!change) throw new Error(`change must be one of ${SHIFT_CHANGES.join(', ')}`);
    const { instanceId } = existing(string(body, 'id'));
    shifts.add({ instanceId, change, pages: number(body, 'pages', 1) });
    return { instanceId, change };
  });

  app.post('/approvals/amend', async (request) => {
    const body = fields(request.body);
    const action = body.action === 'REVOKE' ? 'REVOKE' : 'MODIFY';
    const amended = dingtalk.amend(existing(string(body, 'id')), action, body.running === true);
    return { approval: summary(amended) };
  });

  /** {processCode, edit: FormEdit}: changes a form, as in DingTalk's designer. */
  app.post('/forms', async (request) => {
    const body = fields(request.body);
    const form = dingtalk.changeForm(string(body, 'processCode'), body.edit as FormEdit);
    return { controls: form.controls.length };
  });

  /** {id, values: {control id: ControlValue}}: changes the values of a finished instance. */
  app.post('/approvals/edit', async (request) => {
    const body = fields(request.body);
    const approval = existing(string(body, 'id'));
    dingtalk.editLate(approval, new Map(Object.entries(body.values as Record<string, ControlValue>)));
    return { approval: summary(approval) };
  });

  app.get('/ledger/dingtalk', async () => ({
    comments: approvals
      .all()
      .filter(({ comments }) => comments.length > 0)
      .map(({ instanceId, businessId, comments }) => ({ instanceId, businessId, comments })),
    notices: notices.sent,
    todos: dingtalk.state.todos.all,
    cards: [...cards.cards.values()].map(({ own, ...card }) => ({ ...card, own: Object.fromEntries(own) })),
    pressed: cards.pressed,
  }));

  /** {trackId, userId, action, stamp?}: presses a button of a card that calls back. */
  app.post('/cards/press', async (request) => {
    const body = fields(request.body);
    const stamp = body.stamp === undefined ? undefined : string(body, 'stamp');
    const press = { trackId: string(body, 'trackId'), userId: string(body, 'userId'), action: string(body, 'action') };
    return pressCard(dingtalk.state, { ...press, stamp });
  });

  app.post('/login-codes', async (request) => {
    const userid = string(fields(request.body), 'userid');
    if (!ctx.company.employees.some((employee) => employee.userid === userid))
      throw new Error(`no such userid: ${userid}`);
    return { code: codes.issue(userid) };
  });

  app.post('/events/push', async (request) => {
    const body = fields(request.body);
    const types: InstanceEventType[] = ['start', 'finish', 'terminate', 'delete'];
    const type = types.find((known) => known === (body.type ?? 'finish'));
    if (body.type === 'check_url') {
      const outcome = await postCallback(
        string(body, 'url'),
        { EventType: 'check_url' },
        callbackSecrets(account),
        ctx.clock.now(),
      );
      return { outcome };
    }
    if (!type) throw new Error(`type must be check_url or one of ${types.join(', ')}`);
    const event = instanceEvent(existing(string(body, 'instanceId')), type, ctx.clock.now());
    if (typeof body.url === 'string') {
      const outcome = await postCallback(body.url, httpBody(event), callbackSecrets(account), ctx.clock.now());
      return { eventId: event.eventId, outcome };
    }
    const { messageId } = stream.push(event);
    return { eventId: event.eventId, messageId };
  });

  app.get('/stream', async () => ({
    connections: stream.connected,
    deliveries: stream.deliveries.map(({ messageId, eventId, attempts, acknowledged, lastStatus }) => ({
      messageId,
      eventId,
      attempts,
      acknowledged,
      lastStatus,
    })),
    pongs: stream.pongs,
  }));
  app.post('/stream', async (request) => {
    const body = fields(request.body);
    if (body.redeliverMs !== undefined) stream.redeliverMs = number(body, 'redeliverMs');
    if (body.refuseTickets !== undefined) stream.refuseTickets = body.refuseTickets === true;
    if (body.action === 'ping') stream.ping();
    if (body.action === 'kill') stream.kill();
    if (body.action === 'freeze') stream.freeze();
    if (body.action === 'disconnect') stream.disconnect(number(body, 'lingerMs', 10_000));
    return { connections: stream.connected };
  });
  app.get('/callback', async () => callbackSecrets(account));
}
