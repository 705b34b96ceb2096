/** Tells the dispatcher of this process that an event was committed, so that it need not wait for its next look. */
const listeners = new Set<() => void>();

export function onWake(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function wakeDispatchers(): void {
  for (const listener of listeners) listener();
}
