import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Settings } from '../config/settings.js';
import { redactor } from './redact.js';

/** Contexts of Nest's start messages; they are only useful for debugging. */
const CHATTY = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's logger: one JSON object per line on stdout; every text passes the redactor. */
export class JsonLogger implements LoggerService {
  private readonly pino: Logger;
  private readonly redact: (text: string) => string;

  constructor(settings: Settings, out?: DestinationStream) {
    const options = {
      level: settings.LOG_LEVEL,
      base: { app: 'dingdee' },
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.pino = out ? pino(options, out) : pino(options);
    this.redact = redactor(settings);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(CHATTY.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context last, and a stack before it. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const texts = rest.filter((item) => item !== undefined).map(String);
    const context = texts.pop();
    const stack = texts.map((item) => this.redact(item)).join('\n');
    const text = this.redact(
      message instanceof Error ? String(message) : typeof message === 'string' ? message : JSON.stringify(message),
    );
    const more = stack || (message instanceof Error ? this.redact(message.stack ?? '') : '');
    this.pino[level]({ ...(context && { context }), ...(more && { stack: more }) }, text);
  }
}
