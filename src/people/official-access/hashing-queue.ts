/**
 * Slow hashes wait for their turn. One takes a core for some 25 ms and 19 MiB, so whoever sends many wrong passwords at once could
 * take the whole machine from those who read pages. A few run at a time, some wait, and the rest is asked to try again.
 */
import { availableParallelism } from 'node:os';

/** Hashes at work at once: half of the cores, so that the other half answers pages. */
export const MOST_AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));

/** Hashes that wait, for browsers that are known and for others apart: about a second of waiting. */
export const MOST_WAITING = 20;

/** Too many secrets are being checked at this moment; nothing was decided. Answered by "busy, try again" (503). */
export class SecretsBusy extends Error {
  override name = 'SecretsBusy';
  readonly statusCode = 503;
  constructor() {
    super('Too many secrets are being checked at once');
  }
}

export interface HashingQueue {
  /** Runs the work in its turn; `known` goes before the others. Throws SecretsBusy where too many wait. */
  run<T>(work: () => Promise<T>, known?: boolean): Promise<T>;
  /** Whether one more would be taken now. */
  hasRoom(known: boolean): boolean;
  /** How much is going on, the most that ever ran at once, and how many began in all. */
  state(): { readonly running: number; readonly waiting: number; readonly mostRunning: number; readonly begun: number };
}

/** Opens a queue with so many places. */
export function openHashingQueue(atOnce: number = MOST_AT_ONCE, mostWaiting: number = MOST_WAITING): HashingQueue {
  const lines: { readonly known: (() => void)[]; readonly others: (() => void)[] } = { known: [], others: [] };
  let running = 0;
  let mostRunning = 0;
  let begun = 0;

  const next = (): void => {
    const start = running < atOnce ? (lines.known.shift() ?? lines.others.shift()) : undefined;
    if (!start) return;
    running += 1;
    begun += 1;
    mostRunning = Math.max(mostRunning, running);
    start();
  };
  const leave = (): void => {
    running -= 1;
    next();
  };
  const hasRoom = (known: boolean): boolean => running < atOnce || (known ? lines.known : lines.others).length < mostWaiting;

  return {
    hasRoom,
    async run(work, known = false) {
      if (!hasRoom(known)) throw new SecretsBusy();
      const line = known ? lines.known : lines.others;
      await new Promise<void>((resolve) => {
        line.push(resolve);
        next();
      });
      const started = performance.now();
      try {
        return await work();
      } finally {
        // While strangers queue, every second slice of time stays free: an attack takes half of these cores at most.
        const rest = lines.known.length === 0 && lines.others.length > 0 ? performance.now() - started : 0;
        if (rest > 0) setTimeout(leave, rest);
        else leave();
      }
    },
    state: () => ({ running, waiting: lines.known.length + lines.others.length, mostRunning, begun }),
  };
}
