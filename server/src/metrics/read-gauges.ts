import { type HrTime, ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type GaugeMetricData } from '@opentelemetry/sdk-metrics';

/** Source that is read at every scrape: one series per value of `label`. */
export interface GaugeSource {
  name: string;
  help: string;
  label: string;
  read: () => Promise<readonly (readonly [value: string, count: number])[]>;
}

/** The text format contains no times. */
const NO_TIME: HrTime = [0, 0];

/**
 * Reads all gauges. The library's observable gauges are not used: they keep a series whose label is no longer read, such as a
 * state without bills, and after the clock was set back they return the older of two values.
 */
export function readGauges(sources: readonly GaugeSource[]): Promise<GaugeMetricData[]> {
  return Promise.all(
    sources.map(async ({ name, help, label, read }) => ({
      descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.GAUGE,
      dataPoints: (await read()).map(([word, value]) => ({
        startTime: NO_TIME,
        endTime: NO_TIME,
        attributes: { [label]: word },
        value,
      })),
    })),
  );
}
