import type { FastifyInstance } from 'fastify';
import type { Company } from '../draw.js';
import type { DingTalkState } from '../route.js';
import type { AppGateway } from './app-gateway.js';
import { identities } from './identities.js';
import { workbenchPage } from './page.js';

/** Pages on the DingTalk port that are no API: the workbench, and the OSS links of attachments. */
export function registerWorkbench(
  app: FastifyInstance,
  state: DingTalkState,
  company: Company,
  gateway: AppGateway,
): void {
  app.get('/workbench', (request, reply) => {
    // Under the name by which the browser knows this machine.
    const enterUrl = `http://${request.hostname}:${new URL(gateway.url).port}/__sandbox/enter`;
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(workbenchPage(identities(company), enterUrl, state.account.appName));
  });
  app.get<{ Querystring: { userid?: string } }>('/__sandbox/code', (request, reply) => {
    const userid = request.query.userid ?? '';
    if (company.employees.some((employee) => employee.userid === userid))
      reply.send({ code: state.codes.issue(userid) });
    else reply.status(400).send({ message: `no such userid: ${userid}` });
  });
  // dingtalk.md §6.1: the link lives 15 minutes.
  app.get<{ Params: { fileId: string }; Querystring: { Expires?: string } }>(
    '/__sandbox/files/:fileId',
    (request, reply) => {
      if (Number(request.query.Expires) * 1000 < state.ctx.clock.now())
        reply.status(403).header('content-type', 'application/xml').send('<Error><Code>AccessDenied</Code></Error>');
      else
        reply
          .header('content-type', 'application/octet-stream')
          .header('content-disposition', `attachment; filename="#zi${request.params.fileId}.file"`)
          .send(Buffer.from(`sandbox file ${request.params.fileId}\n`));
    },
  );
}
