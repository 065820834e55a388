import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SandboxContext } from '../context.js';
import { invoicePdf } from './invoice-pdf.js';
import { receiptPicture } from './receipt-picture.js';

/** Faults of the transfer of a photo or file (dingtalk.md §6.1). */
export const FILE_FAULTS = [
  'slow',
  'hang',
  'dead',
  'gone',
  'expired',
  'wrong-type',
  'too-large',
  'endless',
  'drip',
  'cut',
  'redirect',
] as const;
export type FileFault = (typeof FILE_FAULTS)[number];

interface Spoiled {
  needle: string;
  fault: FileFault;
  times: number;
  delayMs: number;
  to: string;
}

const MEGABYTE = 1024 * 1024;
const seedOf = (name: string): number => [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);

/** Serves photos and attachments, records the requests and injects faults. */
export class FileShelf {
  /** Requested paths, in order. */
  readonly asked: string[] = [];
  /** Number of connections with an unfinished answer. */
  open = 0;
  private spoiled: Spoiled[] = [];

  constructor(private readonly ctx: SandboxContext) {}

  /** Makes the next `times` requests with `needle` in the path fail; 0 = until cleared. */
  spoil(
    fault: FileFault,
    { needle = '', times = 0, delayMs = 500, to = '' }: Partial<Omit<Spoiled, 'fault'>> = {},
  ): void {
    this.spoiled.push({ fault, needle, times: times === 0 ? Number.POSITIVE_INFINITY : times, delayMs, to });
  }

  clear(): void {
    this.spoiled = [];
  }

  /** Returns the bytes of a photo. @param name last part of its address. */
  photo(name: string): Buffer {
    return receiptPicture(seedOf(name));
  }

  /** Returns the bytes of an attachment. */
  file(fileId: string): Buffer {
    return invoicePdf(fileId);
  }

  register(app: FastifyInstance): void {
    app.get<{ Params: { name: string } }>('/media/:name', (request, reply) => {
      this.answer(request.url, reply, 'image/jpeg', this.photo(request.params.name));
    });
    // dingtalk.md §6.1: the link is valid for 15 minutes, and the file has an invented name.
    app.get<{ Params: { fileId: string }; Querystring: { Expires?: string } }>(
      '/__sandbox/files/:fileId',
      (request, reply) => {
        const { fileId } = request.params;
        if (Number(request.query.Expires) * 1000 < this.ctx.clock.now()) return denied(reply);
        reply.header('content-disposition', `attachment; filename="#zi${fileId}.file"`);
        this.answer(request.url, reply, 'application/octet-stream', this.file(fileId));
      },
    );
  }

  private answer(path: string, reply: FastifyReply, type: string, bytes: Buffer): void {
    this.asked.push(path);
    this.open += 1;
    reply.raw.once('close', () => {
      this.open -= 1;
    });
    const spoiled = this.spoiled.find(({ needle }) => path.includes(needle));
    if (spoiled) {
      spoiled.times -= 1;
      if (spoiled.times <= 0) this.spoiled = this.spoiled.filter((each) => each !== spoiled);
      spoil(spoiled, reply, type, bytes);
    } else reply.header('content-type', type).send(bytes);
  }
}

function denied(reply: FastifyReply): void {
  reply.status(403).header('content-type', 'application/xml').send('<Error><Code>AccessDenied</Code></Error>');
}

function spoil({ fault, delayMs, to }: Spoiled, reply: FastifyReply, type: string, bytes: Buffer): void {
  switch (fault) {
    case 'slow':
      setTimeout(() => reply.header('content-type', type).send(bytes), delayMs).unref();
      return;
    case 'hang':
      reply.hijack();
      return;
    case 'dead':
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return;
    case 'gone':
      reply.status(404).send('');
      return;
    case 'expired':
      denied(reply);
      return;
    case 'wrong-type':
      reply.header('content-type', type).send('<!doctype html><script>document.title="ours"</script>');
      return;
    case 'too-large':
      reply.header('content-type', type).send(Buffer.concat([bytes, Buffer.alloc(2 * MEGABYTE)]));
      return;
    case 'redirect':
      reply.status(302).header('location', to).send('');
      return;
    case 'endless':
    case 'drip':
    case 'cut':
      reply.hijack();
      unsteady(fault, delayMs, reply, type, bytes);
  }
}

/** Begins a good answer and then sends without end, one byte at a time, or cuts it off. */
function unsteady(
  fault: 'endless' | 'drip' | 'cut',
  delayMs: number,
  { raw }: FastifyReply,
  type: string,
  bytes: Buffer,
): void {
  raw.writeHead(200, { 'content-type': type, ...(fault === 'endless' ? {} : { 'content-length': bytes.length }) });
  raw.on('error', () => undefined);
  if (fault === 'cut') {
    raw.write(bytes.subarray(0, bytes.length - 8), () => raw.socket?.destroy());
    return;
  }
  raw.write(bytes.subarray(0, 64));
  const more = fault === 'endless' ? Buffer.alloc(MEGABYTE / 4) : Buffer.alloc(1);
  const timer = setInterval(() => raw.write(more), fault === 'endless' ? 5 : delayMs);
  raw.once('close', () => clearInterval(timer));
}
