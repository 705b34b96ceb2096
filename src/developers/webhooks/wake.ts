/** Tells the sender of this process that something was queued, so that it need not wait for its next look. */
const listeners = new Set<() => void>();

export function onQueued(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function wakeDeliveries(): void {
  for (const listener of listeners) listener();
}
