import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { answerProblem } from './security.js';

const DIST = fileURLToPath(new URL('../../../miniapp/dist/', import.meta.url));
/** These answer for themselves; under them index.html would only hide a mistake. A missing asset must fail, so that the page reloads once. */
const OWN = /^\/*(?:api|dingtalk|health|metrics|assets)(?:\/|$)/i;

/** The built micro-app; every other GET is one of its deep links. */
export async function serveMiniapp(app: NestFastifyApplication, root = DIST): Promise<void> {
  const built = existsSync(`${root}index.html`);
  if (built)
    await app.register(fastifyStatic, {
      root,
      wildcard: false,
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const asset = /[\\/]assets[\\/]/.test(path);
        reply.header('cache-control', asset ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', (request, reply) => {
      // Decoded, as the router read it.
      if (OWN.test((request.params as { '*': string })['*']))
        return answerProblem(Object.assign(new Error('not found'), { statusCode: 404 }), request, reply);
      if (built) return reply.sendFile('index.html');
      return reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('页面还没有构建：请先运行 npm run build，再重新启动。API 可以正常使用。');
    });
}
