import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Recorder, startRecorder } from './recorder.js';

const open: Server[] = [];
let recorder: Recorder | null = null;
afterEach(async () => {
  await recorder?.close();
  for (const server of open.splice(0)) server.close();
});

async function site(name: string, heard: string[]): Promise<number> {
  const server = createServer((asked, answer) => {
    heard.push(`${name} ${asked.url}`);
    answer.end(name);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Sends a request as another program of this machine could, if it found the port. */
const ask = (port: number, line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`));
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('close', () => resolve(text.slice(9, 12)));
    socket.on('error', reject);
  });

it('passes paths on to its own site, and leads nobody anywhere else', async () => {
  const heard: string[] = [];
  const own = await site('kingdee', heard);
  const other = await site('inside', heard);
  recorder = startRecorder();
  const port = Number(new URL(await recorder.through('kingdee', `http://127.0.0.1:${own}/k3cloud/`)).port);
  for (const to of [`http://127.0.0.1:${other}/a`, `//127.0.0.1:${other}/a`, `/\\127.0.0.1:${other}/a`, '*'])
    expect(await ask(port, `GET ${to} HTTP/1.1`), to).toBe('400');
  expect(await ask(port, 'GET /k3cloud/x?y=//z HTTP/1.1')).toBe('200');
  expect(heard).toEqual(['kingdee /k3cloud/x?y=//z']);
  expect(recorder.heard.map(({ path }) => decodeURIComponent(path))).toEqual(['/k3cloud/x?y=//z']);
});
