import { billRoutes } from '@dingdee/shared/routes/bill';
import { Controller, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { noSuchFile } from './file.errors.js';
import { disposition, fileType, pictureType } from './file-kind.js';
import { FileSlots } from './file-slots.js';
import { OpenFile } from './open-file.js';

/** Longest time for one file: a very slow reader does not keep a place. */
const LONGEST_MS = 5 * 60_000;

/** Serves photos and attachments of bills through this server: the page never sees an address of DingTalk's. */
@Controller()
export class FileController {
  private readonly slots = new FileSlots();

  constructor(private readonly files: OpenFile) {}

  /**
   * Sends the bytes as DingTalk has them; `place` is the index in `attachmentList` of the bill, from 0. Pictures are inline, everything
   * else is a download.
   */
  @Route(billRoutes.file)
  async file(
    @Param('id') id: string,
    @Param('place') place: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    if (!/^\d{1,4}$/.test(place)) throw noSuchFile();
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    if (request.raw.socket.destroyed) return;
    const leave = await this.slots.take(actor.userId, gone.signal);
    const latest = setTimeout(() => reply.raw.destroy(), LONGEST_MS);
    reply.raw.once('close', () => {
      clearTimeout(latest);
      leave();
    });
    if (gone.signal.aborted) return leave();
    const { name, head, size, body } = await this.files.open(id, Number(place), gone.signal);
    const picture = pictureType(head);
    reply
      .header('content-type', picture ?? fileType(head))
      .header('content-disposition', disposition(picture === null ? 'attachment' : 'inline', name))
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      // No copy outlives the session: while a file is shown, the page itself holds the bytes.
      .header('cache-control', 'private, no-store');
    if (size !== null) reply.header('content-length', size);
    reply.send(body);
  }
}
