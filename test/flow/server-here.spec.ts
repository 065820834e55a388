import { expect, it } from 'vitest';
import { startStack } from './stack.js';

const start = (settings: Record<string, string> = {}) =>
  startStack({ world: 'here', sandbox: { approvals: 0 }, settings });

it('starts again and again in one process, and what a wrong setting is told by is in its log', async () => {
  const stack = await start();
  await stack.restart();
  await expect(stack.restart({ DINGTALK_EVENTS: 'maybe' })).rejects.toThrow('DINGTALK_EVENTS');
  expect([stack.exitCode(), stack.log()]).toEqual([1, expect.stringContaining('DINGTALK_EVENTS')]);
  await stack.restart();
  expect([stack.exitCode(), (await fetch(`${stack.url}/health/ready`)).status]).toEqual([null, 200]);
  await stack.close();
  await expect(fetch(`${stack.url}/health/ready`)).rejects.toThrow();
});

it('refuses what needs a process of its own', async () => {
  const stack = await start();
  await expect(stack.kill()).rejects.toThrow("world: 'process'");
  expect(() => stack.signal('SIGUSR2')).toThrow("world: 'process'");
  await expect(start()).rejects.toThrow("world: 'process'");
  await expect(stack.restart({ NODE_OPTIONS: '--import x' })).rejects.toThrow("world: 'process'");
  await stack.close();
});

it('lets the spec fail by an error that nobody caught, and tells it in the log', async () => {
  const stack = await start();
  const monitored: NodeJS.EventEmitter = process;
  monitored.emit('uncaughtExceptionMonitor', new Error('fell from a timer'), 'uncaughtException');
  expect(stack.log()).toContain('"level":"fatal","app":"dingdee","msg":"nobody caught: Error: fell from a timer"');
  await expect(stack.close()).rejects.toMatchObject({ errors: [new Error('fell from a timer')] });
});
