import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { FirstPage } from './first-page.js';
import { answerProblem } from './security.js';

const DIST = fileURLToPath(new URL('../../../miniapp/dist/', import.meta.url));
/** Paths with their own answers; index.html would only hide a mistake there. A missing asset must fail, so that the page reloads once. */
const OWN = /^\/*(?:api|mcp|\.well-known|dingtalk|health|metrics|assets)(?:\/|$)/i;
/** A file that browsers and search engines ask for by themselves; no deep link has such an end. */
const FILE = /\.(?:ico|png|svg|txt|xml|json|map|js|css|php)$/i;

/**
 * Serves the built micro-app; every other GET is one of its deep links.
 * @param reviews whether a session with these cookies belongs to a reviewer; a wrong answer only costs a request
 */
export async function serveMiniapp(
  app: NestFastifyApplication,
  reviews: (cookies: FastifyRequest['cookies']) => Promise<boolean>,
  root = DIST,
): Promise<void> {
  const page = existsSync(`${root}index.html`) ? new FirstPage(root) : null;
  if (page)
    await app.register(fastifyStatic, {
      root: `${root}assets/`,
      // One route for all files: one per file, for some hundred files, takes a tenth of the start.
      prefix: '/assets/',
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply) => {
        reply.header('cache-control', 'public, max-age=31536000, immutable');
      },
    });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', async (request, reply) => {
      // Decoded, as the router read it.
      const asked = (request.params as { '*': string })['*'];
      if (OWN.test(asked) || FILE.test(asked))
        return answerProblem(Object.assign(new Error('not found'), { statusCode: 404 }), request, reply);
      if (page) {
        const path = request.url.split('?', 1)[0] ?? '/';
        // The page is served even if the database is away.
        const known = await reviews(request.cookies).catch(() => false);
        return reply
          .headers({ 'cache-control': 'no-cache', vary: 'user-agent, cookie' })
          .type('text/html; charset=utf-8')
          .send(page.for(path, request.headers['user-agent'] ?? '', known));
      }
      return reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('页面还没有构建：请先运行 npm run build，再重新启动。API 可以正常使用。');
    });
}
