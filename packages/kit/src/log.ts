import { pino } from 'pino';

/** The part of a logger that we use. Secrets never go in: pass ids, not objects that may carry credentials. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

export function createLog(name: string, level = process.env['SKERRY_LOG'] ?? 'info'): Log {
  return pino({ name, level, base: { pid: process.pid } });
}

const nothing = () => {};

export const silentLog: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLog,
};
