/** Streams per session: a browser has only a few pages of one session, and more would hold connections for nothing. */
export const MOST_OF_SESSION = 8;
export const MOST_OF_PERSON = 32;

interface Stream {
  session: string;
  userId: string;
  page: string | null;
  end(): void;
}

/** The streams of this process: one per page, a few per session. */
export class OpenStreams {
  private readonly streams = new Set<Stream>();

  /**
   * Registers a stream. A page that returns replaces its own former stream, which is ended.
   * @returns a function that removes the stream; null if there are too many.
   */
  enter(stream: Stream): (() => void) | null {
    const of = (same: (other: Stream) => boolean): Stream[] => [...this.streams].filter(same);
    if (stream.page !== null)
      for (const former of of(({ session, page }) => session === stream.session && page === stream.page)) {
        this.streams.delete(former);
        former.end();
      }
    if (of(({ session }) => session === stream.session).length >= MOST_OF_SESSION) return null;
    if (of(({ userId }) => userId === stream.userId).length >= MOST_OF_PERSON) return null;
    this.streams.add(stream);
    return () => {
      this.streams.delete(stream);
    };
  }
}
