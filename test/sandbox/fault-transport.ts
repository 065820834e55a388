import type { FastifyReply } from 'fastify';
import type { Fault } from './faults.js';

/** Finished answer of a system; the body is text already, so that it can be cut in the middle. */
export interface Answer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function send(reply: FastifyReply, answer: Answer): void {
  reply.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value);
  reply.send(answer.body);
}

/**
 * Sends the answer of `execute`, spoiled by a transport fault. Faults that a system words itself (rate-limit, quota, session-drop,
 * token-expired, permission-denied, exception, database-error, unmentioned) are left to the caller and have no effect here.
 * @param execute runs the call; it is not called for http-500, http-502-html, hang and reset.
 */
export async function sendThroughFault(
  reply: FastifyReply,
  fault: Fault | undefined,
  execute: () => Answer | Promise<Answer>,
): Promise<void> {
  switch (fault?.kind) {
    case 'http-500':
      return send(reply, { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' });
    case 'http-502-html':
      return send(reply, { status: 502, headers: { 'content-type': 'text/html' }, body: BAD_GATEWAY });
    case 'hang':
      reply.hijack();
      return;
    case 'reset':
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return;
    case 'lose-answer':
      reply.hijack();
      await execute();
      reply.raw.socket?.destroy();
      return;
    case 'truncate': {
      reply.hijack();
      const answer = await execute();
      const bytes = Buffer.from(answer.body);
      reply.raw.writeHead(answer.status, { ...answer.headers, 'content-length': String(bytes.length) });
      // The first half must be sent before the socket closes; otherwise the client sees a plain reset.
      reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reply.raw.socket?.destroy());
      return;
    }
    case 'slow-commit': {
      reply.hijack();
      await (fault.until ?? wait(fault.delayMs));
      const answer = await execute();
      if (reply.raw.socket === null || reply.raw.socket.destroyed) return;
      reply.raw.writeHead(answer.status, {
        ...answer.headers,
        'content-length': String(Buffer.byteLength(answer.body)),
      });
      reply.raw.end(answer.body);
      return;
    }
    case 'slow': {
      const answer = await execute();
      await (fault.until ?? wait(fault.delayMs));
      return send(reply, answer);
    }
    default:
      return send(reply, await execute());
  }
}
