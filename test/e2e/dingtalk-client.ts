import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { CONTAINER_COOKIE, type Container, containerQuery } from '../sandbox/dingtalk/workbench/container.js';
import { LAUNCH_ARGS } from './launch.js';

/** Address of the app, as in PUBLIC_URL. */
export const APP = 'https://dingdee.example.test';
/** Hosts whose pages frame the app: DingTalk’s client, and a foreign site. */
export const HOSTS = { dingtalk: 'https://im.dingtalk.com', foreign: 'https://shop.example.org' } as const;

/** HTTPS server in front of the app and of the pages that frame it: every host name leads here, on any port. */
export interface ClientFront {
  /** Starts a browser that knows these hosts and accepts or refuses third-party cookies. */
  browser(thirdPartyCookies: 'taken' | 'refused'): Promise<Browser>;
  close(): Promise<void>;
}

/**
 * Starts the front.
 * @param gateway the sandbox in front of the app.
 * @param userid person who uses the client.
 * @param platform platform of the client.
 */
export async function startClientFront(
  gateway: string,
  userid: string,
  platform: Container['platform'] = 'pc',
): Promise<ClientFront> {
  const container = `${CONTAINER_COOKIE}=${encodeURIComponent(containerQuery({ userid, platform, theme: 'light', old: false }))}`;
  const server = createServer(certificate(), (incoming, outgoing) => {
    const host = `https://${incoming.headers.host ?? ''}`;
    if (host === APP) toGateway(gateway, container, incoming, outgoing);
    else framePage(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const hosts = [APP, ...Object.values(HOSTS)].map((url) => `MAP ${new URL(url).hostname} 127.0.0.1:${port}`);
  return {
    browser: (thirdPartyCookies) =>
      chromium.launch({
        executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
        args: [
          ...LAUNCH_ARGS,
          `--host-resolver-rules=${hosts.join(',')}`,
          '--ignore-certificate-errors',
          ...(thirdPartyCookies === 'refused' ? ['--test-third-party-cookie-phaseout'] : []),
        ],
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Forwards a request with the client's own cookie, which is no cookie of the browser and belongs to every request, framed or not. */
function toGateway(gateway: string, container: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const cookie = [incoming.headers.cookie, container].filter(Boolean).join('; ');
  const upstream = request(
    new URL(incoming.url ?? '/', gateway),
    { method: incoming.method, headers: { ...incoming.headers, cookie } },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  upstream.on('error', () => outgoing.destroy());
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) upstream.destroy();
  });
  incoming.pipe(upstream);
}

/** Answers a page that frames the address in `?app=` and names the frame, as the PC client does with its container. */
function framePage({ url, headers }: IncomingMessage, outgoing: ServerResponse): void {
  const app = new URL(url ?? '/', `https://${headers.host}`).searchParams.get('app') ?? '';
  outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  outgoing.end(
    `<!doctype html><meta charset="utf-8"><title>钉钉</title><style>html,body,iframe{margin:0;border:0;width:100%;height:100%}</style><iframe name='{"containerId":"c1"}' src="${app.replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt(0)};`)}"></iframe>`,
  );
}

/** Makes a certificate for this run, trusted by nobody. */
function certificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'].concat([
        '-subj',
        `/CN=${new URL(APP).hostname}`,
        '-keyout',
        key,
        '-out',
        cert,
      ]),
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
