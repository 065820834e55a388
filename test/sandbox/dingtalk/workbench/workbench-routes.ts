import type { FastifyInstance } from 'fastify';
import type { Company } from '../draw.js';
import { pressCard } from '../press-card.js';
import type { DingTalkState } from '../route.js';
import type { AppGateway } from './app-gateway.js';
import { cardsPage } from './cards-page.js';
import { identities } from './identities.js';
import { workbenchPage } from './page.js';

/** Registers the pages on the DingTalk port that are no API: the workbench and its login codes. */
export function registerWorkbench(
  app: FastifyInstance,
  state: DingTalkState,
  company: Company,
  gateway: AppGateway,
): void {
  app.get('/workbench', (request, reply) => {
    // Uses the name by which the browser knows this machine.
    const enterUrl = `http://${request.hostname}:${new URL(gateway.url).port}/__sandbox/enter`;
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(workbenchPage(identities(company), enterUrl, state.account.appName, state.todos.all));
  });
  app.get<{ Querystring: { userid?: string; still?: string } }>('/workbench/cards', (request, reply) => {
    const people = identities(company);
    const userid = request.query.userid ?? people[0]?.userid ?? '';
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(cardsPage(people, userid, state.cards.of(userid), request.query.still !== undefined));
  });
  app.post<{ Querystring: { userid?: string; trackId?: string; action?: string; stamp?: string } }>(
    '/workbench/cards/press',
    async (request, reply) => {
      const { userid = '', trackId = '', action = '', stamp } = request.query;
      await pressCard(state, { userId: userid, trackId, action, stamp });
      reply
        .status(303)
        .header('location', `/workbench/cards?userid=${encodeURIComponent(userid)}`)
        .send();
    },
  );
  app.get<{ Querystring: { userid?: string } }>('/__sandbox/code', (request, reply) => {
    const userid = request.query.userid ?? '';
    if (company.employees.some((employee) => employee.userid === userid))
      reply.send({ code: state.codes.issue(userid) });
    else reply.status(400).send({ message: `no such userid: ${userid}` });
  });
}
