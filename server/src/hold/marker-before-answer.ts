import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { KeepMarker } from './keep-marker.js';

/** Whoever decided something is told so only after the marker knows of it: no restored backup can hide a decision that was confirmed. */
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
