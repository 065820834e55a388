import { filesBusy } from './file.errors.js';

interface Waiter {
  who: string;
  enter: (leave: () => void) => void;
}

/** Limits how many files this process fetches at once; one person holds at most half of the places. */
export class FileSlots {
  private readonly held: string[] = [];
  private waiting: Waiter[] = [];

  constructor(
    private readonly limits: {
      atOnce: number;
      ofOne: number;
      mostWaiting: number;
      ofOneWaiting: number;
      waitMs: number;
    } = {
      atOnce: 8,
      ofOne: 4,
      mostWaiting: 64,
      ofOneWaiting: 12,
      waitMs: 20_000,
    },
  ) {}

  /** @returns a function that gives the place back. @throws FileRefusedError if it takes too long, or the waiting person has left. */
  take(who: string, signal: AbortSignal): Promise<() => void> {
    if (this.mayEnter(who)) return Promise.resolve(this.enter(who));
    const { mostWaiting, ofOneWaiting } = this.limits;
    const own = this.waiting.filter((each) => each.who === who).length;
    if (this.waiting.length >= mostWaiting || own >= ofOneWaiting) return Promise.reject(filesBusy());
    return new Promise((resolve, reject) => {
      const give = () => {
        this.waiting = this.waiting.filter((each) => each !== waiter);
        settle();
        reject(filesBusy());
      };
      const timer = setTimeout(give, this.limits.waitMs);
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', give);
      };
      const waiter: Waiter = {
        who,
        enter: (leave) => {
          settle();
          resolve(leave);
        },
      };
      signal.addEventListener('abort', give, { once: true });
      this.waiting.push(waiter);
      if (signal.aborted) give();
    });
  }

  private mayEnter(who: string): boolean {
    const { atOnce, ofOne } = this.limits;
    return this.held.length < atOnce && this.held.filter((each) => each === who).length < ofOne;
  }

  private enter(who: string): () => void {
    this.held.push(who);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.held.splice(this.held.indexOf(who), 1);
      const next = this.waiting.find((each) => this.mayEnter(each.who));
      if (!next) return;
      this.waiting = this.waiting.filter((each) => each !== next);
      next.enter(this.enter(next.who));
    };
  }
}
