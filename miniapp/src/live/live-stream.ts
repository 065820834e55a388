import { type LiveEvent, liveEvent } from '@dingdee/shared/status';
import * as z from 'zod/mini';
import { addressOf } from '../api/http.js';

export const LIVE_KINDS = ['bill', 'bills', 'push', 'run', 'status', 'mapping'] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];

const RETRY_MS = 5000;
const POLL_MS = 5000;

export interface LiveStream {
  close(): void;
}

/**
 * Listens to GET /api/events; while the stream is down, calls `onPoll` every five seconds instead. The browser resumes with Last-Event-ID by itself;
 * a stream that the server closed for good is opened again.
 */
export function openLiveStream(
  onEvent: (event: LiveEvent) => void,
  onPoll: () => void,
  // The server keeps one stream for each page.
  url = `${addressOf('GET /api/events', {})}?page=${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`,
): LiveStream {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;

  const stopPolling = () => {
    clearInterval(poll);
    poll = undefined;
  };
  const startPolling = () => {
    poll ??= setInterval(onPoll, POLL_MS);
  };

  const hear = (message: MessageEvent<string>) => {
    const event = parseEvent(message.data);
    if (event) onEvent(event);
  };

  function open(): void {
    if (typeof EventSource === 'undefined') {
      startPolling();
      return;
    }
    source = new EventSource(url, { withCredentials: true });
    for (const kind of LIVE_KINDS) source.addEventListener(kind, hear as EventListener);
    source.onopen = () => {
      // Events of the downtime are not always repeated, so one read follows.
      if (poll !== undefined) onPoll();
      stopPolling();
    };
    source.onerror = () => {
      startPolling();
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(retry);
      retry = setTimeout(open, RETRY_MS);
    };
  }
  open();

  return {
    close() {
      clearTimeout(retry);
      stopPolling();
      source?.close();
    },
  };
}

function parseEvent(text: string): LiveEvent | null {
  try {
    const parsed = z.safeParse(liveEvent, JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
