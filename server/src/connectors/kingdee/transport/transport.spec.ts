import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { NotLetInError } from '../../target.js';
import { OwnSlots } from './call-slots.js';
import { AnswerLostError, KingdeeTransport, NO_CREDENTIALS } from './transport.js';

let server: Server | null = null;
let transport: KingdeeTransport | null = null;

/** A transport to a server of this spec's own. */
async function given(answer: RequestListener, settings = { concurrency: 5, timeoutMs: 2_000, scheme: 'http' }) {
  const made = createServer(answer);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const address = made.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  transport = new KingdeeTransport(
    `${settings.scheme}://127.0.0.1:${port}/k3cloud/`,
    new OwnSlots(settings.concurrency),
    { KINGDEE_TIMEOUT_MS: settings.timeoutMs, LEASE_MARGIN_MS: 60_000 },
  );
  return transport;
}
afterEach(() => {
  transport?.close();
  server?.closeAllConnections();
  server?.close();
});

describe('the way to Kingdee', () => {
  it('keeps its text whatever the content type, and its connection', async () => {
    const sockets = new Set<unknown>();
    const http = await given((request, response) => {
      sockets.add(request.socket);
      request.resume().on('end', () => {
        response.setHeader('content-type', 'text/html; charset=gbk');
        response.setHeader('set-cookie', ['kdservice-sessionid=a; path=/', 'b=c']);
        response.end(`{"path":"${request.url}","名":1.10}`);
      });
    });
    const reply = await http.post('A.B', '{}', NO_CREDENTIALS);
    await http.post('A.B', '{}', NO_CREDENTIALS);
    expect(reply).toEqual({
      status: 200,
      text: '{"path":"/k3cloud/A.B.common.kdsvc","名":1.10}',
      cookies: ['kdservice-sessionid=a; path=/', 'b=c'],
      waitMs: 0,
      tookMs: expect.any(Number),
    });
    expect(sockets.size).toBe(1);
  });

  it('never has more calls in flight than allowed', async () => {
    let [now, most] = [0, 0];
    const http = await given(
      (request, response) => {
        now += 1;
        most = Math.max(most, now);
        request.resume().on('end', async () => {
          await sleep(20);
          now -= 1;
          response.end('{}');
        });
      },
      { concurrency: 3, timeoutMs: 2_000, scheme: 'http' },
    );
    await Promise.all(Array.from({ length: 12 }, () => http.post('A.B', '{}', NO_CREDENTIALS)));
    expect(most).toBe(3);
  });

  it('does not count the wait for a free place as waiting for Kingdee', async () => {
    const http = await given(
      (request, response) => {
        request.resume().on('end', () => setTimeout(() => response.end('{}'), 600));
      },
      // Longer than an answer takes on a busy machine, shorter than all of them in turn.
      { concurrency: 1, timeoutMs: 2500, scheme: 'http' },
    );
    const all = await Promise.all(Array.from({ length: 5 }, () => http.post('A.B', '{}', NO_CREDENTIALS)));
    expect(all.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('that breaks on a used connection before any answer has lost the answer, not the call', async () => {
    let calls = 0;
    const http = await given((request, response) => {
      calls += 1;
      if (calls === 2) request.socket.destroy();
      else request.resume().on('end', () => response.end('{}'));
    });
    await http.post('A.B', '{}', NO_CREDENTIALS);
    await expect(http.post('A.B', '{}', NO_CREDENTIALS)).rejects.toMatchObject({ reset: true, answer: null });
    expect(calls).toBe(2);
  });

  it('whose answer dribbles on for ever ends with the time of the whole call', async () => {
    const http = await given(
      (request, response) => {
        const dribble = setInterval(() => response.write(' '), 50);
        request.socket.once('close', () => clearInterval(dribble));
      },
      { concurrency: 1, timeoutMs: 400, scheme: 'http' },
    );
    await expect(http.post('A.B', '{}', NO_CREDENTIALS)).rejects.toThrow(AnswerLostError);
  });

  it('with a broken TLS handshake has sent nothing', async () => {
    let seen = 0;
    const http = await given(() => (seen += 1), { concurrency: 1, timeoutMs: 2_000, scheme: 'https' });
    // Not one of the troubles that pass: nobody tries again before somebody has looked.
    const refused = http.post('A.B', '{}', NO_CREDENTIALS);
    await expect(refused).rejects.toThrow(NotLetInError);
    await expect(refused).rejects.toThrow(/安全连接（TLS）建立不了（(ERR_SSL_|EPROTO).*请管理员检查证书和 KINGDEE_URL/);
    expect(seen).toBe(0);
  });
});
