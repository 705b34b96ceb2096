import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * The program's log: one JSON line an entry, on standard output. Times are ISO 8601 in UTC.
 * Addresses of clients and personal values never go in; callers pass ids and codes.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return destination ? pino(options, destination) : pino(options, pino.destination({ sync: false, minLength: 4096, periodicFlush: 250 }));
}
