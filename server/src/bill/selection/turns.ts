/** Runs pieces of work that block the event loop one at a time, as a fair queue: people take turns, however many pieces each of them has. */
export class Turns {
  /** Waiting pieces by person, in the order of their next turn. */
  private readonly waiting = new Map<string, (() => void)[]>();
  private busy = false;

  /** Runs one short piece when it is this person's turn. */
  async take<T>(person: string, work: () => Promise<T>): Promise<T> {
    if (this.busy) await new Promise<void>((resolve) => this.queue(person, resolve));
    this.busy = true;
    try {
      return await work();
    } finally {
      this.next();
    }
  }

  private queue(person: string, begin: () => void): void {
    const own = this.waiting.get(person);
    if (own) own.push(begin);
    else this.waiting.set(person, [begin]);
  }

  private next(): void {
    const [first] = this.waiting;
    if (!first) {
      this.busy = false;
      return;
    }
    const [person, [begin, ...more]] = first;
    this.waiting.delete(person);
    if (more.length > 0) this.waiting.set(person, more);
    begin?.();
  }
}
