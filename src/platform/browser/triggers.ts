/** When the queue is looked at: pages and the service worker call this, nobody else sends. */
import { outgoingName, type Round, type Sender, sendOutgoing, tell } from './outgoing.ts';
import { openStore, type Store } from './store.ts';

/** What Background Sync adds to a registration, where a browser has it. */
interface SyncRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** What a tab of its own looks at from time to time, milliseconds. */
const regularly = 15 * 60_000;

const senderOf = (store: Store): Sender => ({
  store,
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  random: Math.random,
  locks: navigator.locks as LockManager | undefined,
});

/** Sends what waits, if there is a store; null where the browser keeps nothing. For the service worker. */
export async function sendWhatWaits(asked = false): Promise<Round | null> {
  let store: Store;
  try {
    store = await openStore();
  } catch {
    return null;
  }
  try {
    return await sendOutgoing(senderOf(store), asked);
  } finally {
    store.close();
  }
}

/** Called once something was saved: asks the browser to keep it (once), and to wake the worker when there is a network. */
export async function afterSaving(store: Store): Promise<void> {
  tell();
  try {
    if ((await store.fact('asked-to-persist')) !== true) {
      await store.setFact('asked-to-persist', true);
      await navigator.storage?.persist?.();
    }
    const registration = (await navigator.serviceWorker?.getRegistration()) as SyncRegistration | undefined;
    await registration?.sync?.register(outgoingName);
  } catch {
    // Both only help; the queue is looked at anyway.
  }
}

export interface Watch {
  /** A person wants it now. */
  now(): Promise<Round>;
  stop(): void;
}

/**
 * Looks at the queue while a page is open: at once, when it becomes visible, when the network comes back (a hint only), when the next try is due, and
 * regularly. `changed` is called whenever something may look different.
 */
export function watchOutgoing(store: Store, changed: () => void): Watch {
  const sender = senderOf(store);
  let timer = 0;
  let stopped = false;
  const look = async (asked: boolean): Promise<Round> => {
    const round = await sendOutgoing(sender, asked);
    if (!stopped) {
      window.clearTimeout(timer);
      const wait = round.elsewhere ? 5_000 : round.next === null ? regularly : Math.max(1_000, round.next - Date.now());
      timer = window.setTimeout(() => void look(false).catch(() => undefined), Math.min(regularly, wait));
      changed();
    }
    return round;
  };
  const quietly = (asked: boolean) => () => void look(asked).catch(() => undefined);
  const online = quietly(true);
  const seen = () => {
    if (document.visibilityState === 'visible') quietly(false)();
  };
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(outgoingName);
  // Browsers without channels see changes of others a little later.
  const poll = channel === null ? window.setInterval(changed, 3_000) : 0;
  channel?.addEventListener('message', changed);
  window.addEventListener('online', online);
  document.addEventListener('visibilitychange', seen);
  quietly(true)();
  return {
    now: () => look(true),
    stop() {
      stopped = true;
      window.clearTimeout(timer);
      window.clearInterval(poll);
      channel?.close();
      window.removeEventListener('online', online);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}
