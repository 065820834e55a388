/** Passes items from one stage to the next and blocks the faster stage, so that memory stays bounded for lists of any length. */
export class BoundedQueue<T> {
  private readonly items: T[] = [];
  private readonly watchers = new Set<() => void>();
  private closed = false;

  constructor(private readonly capacity: number) {}

  /** Adds an item; waits until there is room. */
  async put(item: T): Promise<void> {
    while (this.items.length >= this.capacity) await this.changed();
    this.items.push(item);
    this.announce();
  }

  /** Closes the queue; items in it can still be taken. */
  close(): void {
    this.closed = true;
    this.announce();
  }

  /** Returns the next item; undefined once the queue is closed and empty. */
  async take(): Promise<T | undefined> {
    while (this.items.length === 0 && !this.closed) await this.changed();
    return this.shift();
  }

  /** Returns the next item and those that follow within `ms`, at most `most`; empty once the queue is closed and empty. */
  async takeMany(most: number, ms: number): Promise<T[]> {
    const first = await this.take();
    if (first === undefined) return [];
    const many: T[] = [first];
    const until = performance.now() + ms;
    while (many.length < most) {
      const next = this.shift();
      if (next !== undefined) many.push(next);
      else if (this.closed || performance.now() >= until) break;
      else await this.changed(until - performance.now());
    }
    return many;
  }

  private shift(): T | undefined {
    const item = this.items.shift();
    if (item !== undefined) this.announce();
    return item;
  }

  private announce(): void {
    const waking = [...this.watchers];
    this.watchers.clear();
    for (const wake of waking) wake();
  }

  private changed(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? null : setTimeout(() => wake(), Math.max(1, ms));
      const wake = () => {
        if (timer) clearTimeout(timer);
        this.watchers.delete(wake);
        resolve();
      };
      this.watchers.add(wake);
    });
  }
}
