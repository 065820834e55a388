import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

/** What this process counts for GET /metrics. Labels hold words of ours only: never ids, never text from outside. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly httpSeconds = this.histogram('dingdee_http_request_seconds', 'HTTP answers', [
    'method',
    'route',
    'status',
  ]);
  private readonly dingtalkSeconds = this.histogram('dingdee_dingtalk_call_seconds', 'DingTalk calls', [
    'api',
    'outcome',
  ]);
  private readonly kingdeeSeconds = this.histogram('dingdee_kingdee_call_seconds', 'Kingdee calls', [
    'operation',
    'outcome',
  ]);
  private readonly throttled = new Counter({
    name: 'dingdee_dingtalk_throttled_total',
    help: 'DingTalk answers that refused a call for its rate',
    labelNames: ['api'],
    registers: [this.registry],
  });

  http(method: string, route: string, status: number, seconds: number): void {
    this.httpSeconds.observe({ method, route, status: String(status) }, seconds);
  }

  /** @param api the path without ids, e.g. "v1.0/workflow/processInstances". */
  dingtalk(api: string, outcome: 'done' | 'refused' | 'unknown', seconds: number): void {
    this.dingtalkSeconds.observe({ api, outcome }, seconds);
  }

  dingtalkThrottled(api: string): void {
    this.throttled.inc({ api });
  }

  /** @param operation save, submit, audit, query … */
  kingdee(operation: string, outcome: 'done' | 'refused' | 'unknown', seconds: number): void {
    this.kingdeeSeconds.observe({ operation, outcome }, seconds);
  }

  /** A gauge that is read from its source at every scrape. */
  gauge(name: string, help: string, label: string, read: () => Promise<readonly (readonly [string, number])[]>): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const [value, count] of await read()) this.set({ [label]: value }, count);
      },
    });
  }

  private histogram<T extends string>(name: string, help: string, labelNames: T[]): Histogram<T> {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }
}
