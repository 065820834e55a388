import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LONGEST_BODY, postWebhook, type Resolve } from './post-webhook.js';
import type { WebhookTarget } from './webhook-target.js';

let server: Server;
let came: (string | undefined)[];
beforeEach(async () => {
  came = [];
  server = createServer((request, response) => {
    came.push(request.headers.host);
    response.end('x'.repeat(5_000_000));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;
const target = (mayHave: (address: string) => boolean): WebhookTarget => ({
  url: new URL(`http://funds.example.com:${port()}/hook`),
  host: 'funds.example.com',
  mayHave,
});
const posted = (mayHave: (address: string) => boolean, resolve: Resolve, body = '{}', ms = 1000) =>
  postWebhook(target(mayHave), { headers: {}, body }, ms, resolve);
const at = (...addresses: string[]) => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

it('the connection goes to the address that was checked: the name is resolved once, so that a second answer leads nowhere', async () => {
  let asked = 0;
  const rebinding: Resolve = async () => at(asked++ === 0 ? '127.0.0.1' : '127.0.0.2');
  const checked: string[] = [];
  const only = (address: string) => checked.push(address) > 0;
  expect(await posted(only, rebinding)).toMatchObject({ answer: 'taken', status: 200 });
  expect([asked, checked, came]).toEqual([1, ['127.0.0.1'], [`funds.example.com:${port()}`]]);
});

it('one address that it may not have is enough: nothing is connected to', async () => {
  const both: Resolve = async () => at('8.8.8.8', '127.0.0.1');
  expect(await posted((address) => address === '8.8.8.8', both)).toMatchObject({ answer: 'address', status: null });
  expect(came).toEqual([]);
});

it('a name service that does not answer, a name that nobody has, and a body that is too long are told apart', async () => {
  expect(
    await posted(
      () => true,
      () => new Promise(() => undefined),
      '{}',
      100,
    ),
  ).toMatchObject({ answer: 'slow' });
  expect(
    await posted(
      () => true,
      async () => [],
    ),
  ).toMatchObject({ answer: 'no-such-host' });
  expect(
    await posted(
      () => true,
      async () => at('127.0.0.1'),
      'x'.repeat(LONGEST_BODY + 1),
    ),
  ).toMatchObject({ answer: 'too-large' });
  expect(await postWebhook(null, { headers: {}, body: '' }, 1000)).toMatchObject({ answer: 'address' });
  expect(came).toEqual([]);
});
