import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RecordedAnswer, type Recording, Replay } from './recording.js';

/** A recorded site in place of the stand-ins: it answers only what was requested during the recording. */
export interface ReplayedSite {
  dingtalk: { url: string; corpId: string; clientId: string; clientSecret: string; agentId: string; family: string };
  kingdee: { url: string; acctId: string; username: string; appId: string; appSecret: string };
  /** Requests without an answer in the recording. */
  missed: readonly string[];
  close(): Promise<void>;
}

/** Starts the servers of a recorded site. @param recording made by `npm run ops -- record`. Port 0 = any free port. */
export async function startReplay(
  recording: Recording,
  { host = '127.0.0.1', dingtalkPort = 0, kingdeePort = 0 } = {},
): Promise<ReplayedSite> {
  const replay = new Replay(recording);
  const serve = async (system: RecordedAnswer['system'], port: number): Promise<Server> => {
    const server = createServer((incoming, outgoing) => void answer(system, replay, incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    return server;
  };
  const servers = [await serve('dingtalk', dingtalkPort), await serve('kingdee', kingdeePort)] as const;
  const [dingtalk, kingdee] = servers.map((server) => `http://${host}:${(server.address() as AddressInfo).port}`);
  const path =
    recording.answers.find(({ system }) => system === 'kingdee')?.path.match(/^\/[^/?]+\//)?.[0] ?? '/k3cloud/';
  return {
    // Log-ins were not recorded, so any credentials work.
    dingtalk: {
      url: dingtalk ?? '',
      corpId: 'ding0000000000000000000000000000000',
      clientId: 'dingreplay0000000000',
      clientSecret: 'replayed-secret-replayed-secret-replayed',
      agentId: '1000000001',
      family: recording.dingtalkFamily,
    },
    kingdee: {
      url: `${kingdee}${path}`,
      acctId: recording.accountSet,
      username: 'replay',
      appId: 'replay',
      appSecret: 'replayed-secret',
    },
    missed: replay.missed,
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
    },
  };
}

async function answer(
  system: RecordedAnswer['system'],
  replay: Replay,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(Buffer.from(part as Uint8Array));
  const asked = Buffer.concat(parts).toString('utf8');
  const found = replay.answer({ system, method: incoming.method ?? 'GET', path: incoming.url ?? '/', asked });
  if (!found) {
    outgoing.writeHead(501, { 'content-type': 'text/plain; charset=utf-8' });
    outgoing.end('not in the recording');
    return;
  }
  // The recorded request had no answer either.
  if (found.status === 0) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(found.status, {
    'content-type': found.type || 'application/json',
    ...(found.location ? { location: found.location } : {}),
  });
  outgoing.end(found.body);
}
