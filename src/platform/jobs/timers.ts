import type { Logger } from '../log/index.ts';
import type { JobDefinition } from './types.ts';

/** Runs the definitions that have `everySeconds`; gives back how to stop, which waits for those that run. */
export function startTimers(definitions: readonly JobDefinition[], signal: AbortSignal, log: Logger): () => Promise<void> {
  const timers = definitions
    .filter((definition) => definition.everySeconds !== undefined)
    .map((definition) => startTimer(definition, signal, log));
  return async () => {
    await Promise.all(timers.map((stop) => stop()));
  };
}

function startTimer(definition: JobDefinition, signal: AbortSignal, log: Logger): () => Promise<void> {
  let stopped = false;
  let again = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failures = 0;

  function plan(seconds: number): void {
    if (stopped) return;
    timer = setTimeout(begin, seconds * 1000);
  }

  function begin(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    again = false;
    running = definition
      .handle({}, { id: definition.name, attempt: failures + 1, signal })
      .then(
        () => {
          failures = 0;
        },
        (error: unknown) => {
          failures += 1;
          log.warn(
            { job: definition.name, attempt: failures, error: error instanceof Error ? error.message : String(error) },
            'timer failed, it will run again',
          );
        },
      )
      .finally(() => {
        running = null;
        // A failing timer waits longer each time, up to a minute, and is not woken early.
        if (failures > 0) plan(Math.min(60, (definition.everySeconds ?? 60) * 2 ** Math.min(failures, 6)));
        else plan(again ? 0 : (definition.everySeconds ?? 60));
      });
  }

  const unsubscribe = definition.wake?.(() => {
    if (failures === 0) begin();
  });
  begin();
  return async () => {
    stopped = true;
    unsubscribe?.();
    if (timer) clearTimeout(timer);
    await running;
  };
}
