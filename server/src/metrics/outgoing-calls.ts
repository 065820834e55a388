import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Metrics } from './metrics.js';

const START = 'http.client.request.start';
const FINISH = 'http.client.response.finish';
const ERROR = 'http.client.request.error';

interface Call {
  request: ClientRequest;
  response?: IncomingMessage;
}

/**
 * Measures every call to DingTalk and Kingdee where Node sends it, including retries, logins and tokens.
 * An HTTP 200 of either system is an answer, not yet a success: its meaning is on the bill.
 */
@Injectable()
export class OutgoingCalls implements OnModuleInit, OnModuleDestroy {
  private readonly systems: ReadonlyMap<string, 'dingtalk' | 'kingdee'>;
  private readonly started = new WeakMap<ClientRequest, number>();

  constructor(
    private readonly metrics: Metrics,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.systems = new Map([
      [new URL(settings.DINGTALK_API_URL).host, 'dingtalk' as const],
      [new URL(settings.DINGTALK_OAPI_URL).host, 'dingtalk' as const],
      [new URL(settings.KINGDEE_URL).host, 'kingdee' as const],
    ]);
  }

  onModuleInit(): void {
    subscribe(START, this.start);
    subscribe(FINISH, this.finish);
    subscribe(ERROR, this.finish);
  }

  onModuleDestroy(): void {
    unsubscribe(START, this.start);
    unsubscribe(FINISH, this.finish);
    unsubscribe(ERROR, this.finish);
  }

  private readonly start = (message: unknown): void => {
    this.started.set((message as Call).request, performance.now());
  };

  private readonly finish = (message: unknown): void => {
    const { request, response } = message as Call;
    const system = this.systems.get(String(request.getHeader('host')));
    const started = this.started.get(request);
    if (!system || started === undefined) return;
    this.started.delete(request);
    const outcome = response ? String(response.statusCode) : 'lost';
    this.metrics.outgoing(system, apiName(request.path), outcome, (performance.now() - started) / 1000);
  };
}

/** Returns the API of a path, without query and ids: "topapi/processinstance/get", "v1.0/workflow/processInstances", "BatchSave". */
export function apiName(path: string): string {
  const [plain = ''] = path.split('?');
  const service = /([A-Za-z]+)\.common\.kdsvc$/.exec(plain)?.[1];
  if (service) return service;
  const words = plain.split('/').filter((word) => word !== '');
  return words.map((word) => (/^[A-Za-z_]+(?:\d|_v\d)?$|^v\d(?:\.\d)?$/.test(word) ? word : ':id')).join('/');
}
