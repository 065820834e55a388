import { Injectable } from '@nestjs/common';
import { type Histogram, ValueType } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { type GaugeSource, readGauges } from './read-gauges.js';

/** Upper bounds of the histograms' buckets. */
const SECONDS = [
  0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30, 120,
];
const SCOPE = { name: 'dingdee' };

/** Collects on a scrape; opens no port and sends nothing by itself. */
class OnScrape extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Metrics of this process for GET /metrics. Labels contain only our own words: never ids, never text from outside. */
@Injectable()
export class Metrics {
  /** Content type of the text that `scrape` returns. */
  readonly contentType = 'text/plain; version=0.0.4; charset=utf-8';
  private readonly gauges: GaugeSource[] = [];
  private readonly reader = new OnScrape();
  // Not registered for the whole process, so that no library adds series of its own.
  private readonly meter = new MeterProvider({ readers: [this.reader] }).getMeter(SCOPE.name);
  // Without target_info and without the scope in every label: names and labels are exactly the documented ones.
  private readonly text = new PrometheusSerializer(undefined, false, undefined, true, true);
  private readonly httpSeconds = this.histogram('dingdee_http_request_seconds', 'HTTP answers');
  private readonly dingtalkSeconds = this.histogram('dingdee_dingtalk_call_seconds', 'Calls to DingTalk');
  private readonly kingdeeSeconds = this.histogram('dingdee_kingdee_call_seconds', 'Calls to Kingdee');

  http(method: string, route: string, status: number, seconds: number): void {
    this.httpSeconds.record(seconds, { method, route, status: String(status) });
  }

  /** @param outcome the HTTP status, or "lost" if no complete answer came. */
  outgoing(system: 'dingtalk' | 'kingdee', api: string, outcome: string, seconds: number): void {
    if (system === 'dingtalk') this.dingtalkSeconds.record(seconds, { api, outcome });
    else this.kingdeeSeconds.record(seconds, { operation: api, outcome });
  }

  /** Registers a gauge that is read from its source at every scrape; each name once. */
  gauge(name: string, help: string, label: string, read: GaugeSource['read']): void {
    if (this.gauges.some((each) => each.name === name)) throw new Error(`the gauge ${name} is there already`);
    this.gauges.push({ name, help, label, read });
  }

  /**
   * @returns counters and the current gauges in Prometheus' text format.
   * @throws the error of a gauge's source: a partial answer would look as if rows were gone.
   */
  async scrape(): Promise<string> {
    const gauges = await readGauges(this.gauges);
    const { resourceMetrics } = await this.reader.collect();
    const scopeMetrics = [...resourceMetrics.scopeMetrics, { scope: SCOPE, metrics: gauges }];
    return this.text.serialize({ ...resourceMetrics, scopeMetrics });
  }

  private histogram(name: string, description: string): Histogram {
    return this.meter.createHistogram(name, {
      description,
      valueType: ValueType.DOUBLE,
      advice: { explicitBucketBoundaries: SECONDS },
    });
  }
}
