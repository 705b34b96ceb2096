/** Tells the sender of this process that a message was queued, so that it need not wait for its next look. */
const listeners = new Set<() => void>();

export function onMessageQueued(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function wakeSender(): void {
  for (const listener of listeners) listener();
}
