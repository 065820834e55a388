import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, from, type Observable, switchMap, throwError } from 'rxjs';
import { StaleBillError } from '../../domain/bill/bill.errors.js';
import { BillHistory } from '../history/bill-history.js';

/** Adds to every refusal of a changed bill who changed it and when: one place for every write of every module. */
@Injectable()
export class StaleHandInterceptor implements NestInterceptor {
  constructor(private readonly history: BillHistory) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof StaleBillError)) return throwError(() => error);
        return from(this.named(error)).pipe(switchMap((named) => throwError(() => named)));
      }),
    );
  }

  /** The refusal stays even if the history cannot be read. */
  private async named(error: StaleBillError): Promise<StaleBillError> {
    try {
      const hands = await this.history.lastHands([error.billId]);
      return new StaleBillError(error.billId, hands.get(error.billId));
    } catch {
      return error;
    }
  }
}
