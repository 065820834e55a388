export interface Memory {
  /** Median of the first third of the samples. */
  firstMiB: number;
  /** Median of the last third. */
  lastMiB: number;
  ratio: number;
  peakMiB: number;
}

const SAMPLE_MS = 250;

/** Samples the resident memory of a process four times a second until it is stopped. */
export class MemoryWatch {
  private readonly samples: number[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(rssMiB: () => number) {
    this.timer = setInterval(() => this.samples.push(rssMiB()), SAMPLE_MS);
    this.timer.unref();
  }

  stop(): Memory {
    clearInterval(this.timer);
    return memoryOf(this.samples);
  }
}

/** Returns the medians of the first and last third, which one garbage collection does not change. */
export function memoryOf(samples: readonly number[]): Memory {
  const third = Math.floor(samples.length / 3);
  const firstMiB = median(samples.slice(0, third));
  const lastMiB = median(samples.slice(-third));
  return { firstMiB, lastMiB, ratio: lastMiB / firstMiB, peakMiB: Math.max(...samples) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
