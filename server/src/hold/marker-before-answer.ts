import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { KeepMarker } from './keep-marker.js';

/** Delays the answer to a decision until the marker contains it: so no restored backup can hide a confirmed decision. */
@Injectable()
export class MarkerBeforeAnswer implements NestInterceptor {
  constructor(private readonly marker: KeepMarker) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'GET' || method === 'HEAD') return next.handle();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.marker.catchUp();
        return answer;
      }),
    );
  }
}
