import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Text types. Excludes the event stream, which has to arrive line by line, and photos and Excel files, which are compressed already
 * (both have an `application/…` or `image/…` type of their own, and a file of an approval is passed on unchanged).
 */
const TEXT = /^(?:application\/(?:[\w.-]+\+)?json|text\/(?:html|plain|csv|css|javascript))(?:\s*;|$)/i;
/** Least size to compress; a smaller answer fits into one packet either way. */
const FROM_BYTES = 1024;

/**
 * Compresses answers with brotli if the client accepts it, else with gzip; a list of 30 bills shrinks to a sixth. Request
 * bodies are never decompressed, because a small one could expand beyond the limit of its length. Answers contain no secret beside
 * text that a stranger chose, so their length reveals nothing (decision 88).
 */
export async function compressAnswers(app: NestFastifyApplication): Promise<void> {
  await app.register(compress, {
    globalDecompression: false,
    threshold: FROM_BYTES,
    encodings: ['br', 'gzip'],
    customTypes: TEXT,
    // 4 takes about the time of gzip and gives a tenth less.
    brotliOptions: {
      params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_QUALITY]: 4 },
    },
  });
}
