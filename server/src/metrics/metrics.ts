import { Injectable } from '@nestjs/common';
import { Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [
  0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30, 120,
];

/** What this process counts for GET /metrics. Labels hold words of ours only: never ids, never text from outside. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly httpSeconds = this.histogram('dingdee_http_request_seconds', 'HTTP answers', [
    'method',
    'route',
    'status',
  ]);
  private readonly dingtalkSeconds = this.histogram('dingdee_dingtalk_call_seconds', 'Calls to DingTalk', [
    'api',
    'outcome',
  ]);
  private readonly kingdeeSeconds = this.histogram('dingdee_kingdee_call_seconds', 'Calls to Kingdee', [
    'operation',
    'outcome',
  ]);

  http(method: string, route: string, status: number, seconds: number): void {
    this.httpSeconds.observe({ method, route, status: String(status) }, seconds);
  }

  /** @param outcome the HTTP status, or "lost" where no whole answer came. */
  outgoing(system: 'dingtalk' | 'kingdee', api: string, outcome: string, seconds: number): void {
    if (system === 'dingtalk') this.dingtalkSeconds.observe({ api, outcome }, seconds);
    else this.kingdeeSeconds.observe({ operation: api, outcome }, seconds);
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
