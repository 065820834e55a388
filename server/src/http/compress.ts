import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * What is text. Not the stream of events, which has to arrive line by line, and neither photos nor Excel files, which are packed already
 * (both are `application/…` or `image/…` of their own, and a file from an approval is passed on as it came).
 */
const TEXT = /^(?:application\/(?:[\w.-]+\+)?json|text\/(?:html|plain|csv|css|javascript))(?:\s*;|$)/i;
/** Under it the answer fits into one packet either way. */
const FROM_BYTES = 1024;

/**
 * Answers are compressed with brotli where the client takes it, else with gzip; a list of 30 bills is a sixth of its size then. Bodies
 * that come in are never unpacked: a small one could become a large one behind the limit of its length. Answers hold no secret beside
 * words that a stranger chose, so their length tells nobody anything (decision 88).
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
