/**
 * The outgoing queue: what was saved leaves by itself, in the order in which it was saved, exactly once. Sending an operation again is harmless by its
 * id, so nothing here has to remember whether an answer was lost. One sender at a time over all pages and the service worker.
 */
import { newId } from './identify.ts';
import type { JsonObject, Operation, OutgoingFile, Store } from './store.ts';
import { ask, type Line, NeedsPerson, problemIn, TryLater, upload } from './upload.ts';

export interface Sender extends Line {
  readonly store: Store;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  /** Locks over pages and worker; a lease in the store where the browser has none. */
  readonly locks?: Pick<LockManager, 'request'> | undefined;
}

export interface Round {
  /** Somebody else is sending. */
  readonly elsewhere: boolean;
  readonly sent: number;
  /** How many wait for another try. */
  readonly waiting: number;
  /** When the next one may be tried, milliseconds since 1970; null where nothing waits. */
  readonly next: number | null;
}

/** The tag of Background Sync, the name of the lock, and of the channel on which changes are told. */
export const outgoingName = 'outgoing';

const shortest = 2_000;
const longest = 600_000;
/** Whoever sends says again and again that they are still at it, milliseconds. */
const lease = 90_000;
/** What was sent stays in the list for so long, milliseconds. */
const keptSent = 28 * 24 * 3_600_000;
/** An answer that only asks to come again with what it brought (428: a cookie) is obeyed so often. */
const mostAgain = 3;

/** The wait before the next try: 2 seconds, doubled each time to 10 minutes, somewhere in its upper half. */
export function pause(attempts: number, random: number): number {
  const whole = Math.min(longest, shortest * 2 ** Math.min(20, Math.max(0, attempts - 1)));
  return Math.round(whole * (0.5 + random / 2));
}

/** Tells pages and worker that something has changed here. */
export function tell(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(outgoingName);
  channel.postMessage('changed');
  channel.close();
}

/**
 * Sends what waits. `asked`: a person pressed the button, or the network came back, so that waits of our own choosing are over; what the server
 * demanded is obeyed all the same. Never rejects for what the network or the server does.
 */
export async function sendOutgoing(sender: Sender, asked = false): Promise<Round> {
  const { store, now } = sender;
  const elsewhere: Round = { elsewhere: true, sent: 0, waiting: 0, next: null };
  if (sender.locks) {
    return sender.locks.request(outgoingName, { ifAvailable: true }, (lock) => (lock === null ? elsewhere : round(sender, asked, null)));
  }
  const holder = newId();
  if (!(await store.lease(outgoingName, holder, now(), now() + lease))) return elsewhere;
  try {
    return await round(sender, asked, holder);
  } finally {
    await store.release(outgoingName, holder).catch(() => undefined);
  }
}

async function round(sender: Sender, asked: boolean, holder: string | null): Promise<Round> {
  const { store, now } = sender;
  let sent = 0;
  for (const { id } of (await store.operations()).filter(({ state }) => state === 'waiting')) {
    // Read anew: a person may have taken it back while another one was sent.
    const operation = await store.operation(id);
    if (operation?.state !== 'waiting') continue;
    if (operation.serverSaysNotBefore > now() || (!asked && operation.notBefore > now())) continue;
    const outcome = await one(sender, operation, holder);
    tell();
    if (outcome === 'sent') sent += 1;
    if (outcome === 'offline') break;
  }
  await store.tidyUp(now() - keptSent);
  const left = (await store.operations()).filter(({ state }) => state === 'waiting');
  const times = left.map(({ notBefore, serverSaysNotBefore }) => Math.max(notBefore, serverSaysNotBefore, now()));
  return { elsewhere: false, sent, waiting: left.length, next: times.length === 0 ? null : Math.min(...times) };
}

async function one(sender: Sender, operation: Operation, holder: string | null): Promise<'sent' | 'later' | 'offline' | 'person' | 'lost'> {
  const { store, now, random } = sender;
  const { id } = operation;
  const attempts = operation.attempts + 1;
  const busy = async (change: Partial<Operation> = {}): Promise<void> => {
    const until = now() + lease;
    await store.change(id, { ...change, busyUntil: until });
    if (holder !== null && !(await store.lease(outgoingName, holder, now(), until))) throw new TryLater('somebody else is sending');
    tell();
  };
  try {
    // Written down before the first byte leaves: from now on the server may know of it.
    await busy({ attempts });
    const files = await sendFiles(sender, operation, busy);
    const result = await post(sender, operation, files);
    await store.change(id, {
      state: 'sent',
      result,
      body: null,
      files: [],
      problem: null,
      busyUntil: 0,
      changedAt: now(),
    });
    return 'sent';
  } catch (error) {
    if (error instanceof NeedsPerson) {
      await store.change(id, { state: 'needs-you', problem: error.problem, busyUntil: 0, changedAt: now() });
      return 'person';
    }
    if (!(error instanceof TryLater)) throw error;
    await store.change(id, {
      busyUntil: 0,
      notBefore: now() + pause(attempts, random()),
      // A server whose clock is wrong must not stop us for a day.
      serverSaysNotBefore: Math.min(error.after, now() + 6 * longest),
    });
    return error.offline ? 'offline' : 'later';
  }
}

async function sendFiles(
  sender: Sender,
  operation: Operation,
  busy: (change: Partial<Operation>) => Promise<void>,
): Promise<readonly OutgoingFile[]> {
  const files = [...operation.files];
  for (const [at, file] of files.entries()) {
    if (file.uploadId !== null) continue;
    const blob = await sender.store.blob(file.hash);
    if (blob === null) throw new NeedsPerson({ code: 'file-missing', words: file.name, field: operation.uploads?.field ?? null });
    files[at] = await upload(sender, file, blob, operation.uploads?.purpose ?? '', async (changed) => {
      files[at] = changed;
      await busy({ files: [...files] });
    });
  }
  return files;
}

async function post(sender: Sender, operation: Operation, files: readonly OutgoingFile[]): Promise<JsonObject> {
  const { uploads } = operation;
  const body = { ...operation.body, ...(uploads === null ? {} : { [uploads.field]: files.map(({ uploadId }) => uploadId) }) };
  for (let again = 0; ; again += 1) {
    const response = await ask(sender, operation.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': operation.id },
      body: JSON.stringify(body),
    });
    if (response.ok) return answerOf(response);
    if (response.status === 428 && again < mostAgain) continue;
    const problem = await problemIn(response);
    // What was sent waited too long on the server; the bytes are still here.
    if (/^files\.(gone|lost|expired|unfinished)$/.test(problem.code) && files.length > 0 && operation.attempts < mostAgain) {
      await sender.store.change(operation.id, { files: files.map((file) => ({ ...file, address: null, sent: 0, uploadId: null })) });
      throw new TryLater(problem.code);
    }
    throw new NeedsPerson(problem);
  }
}

/** A page of something in between (a hotel's sign-in) is no answer. */
async function answerOf(response: Response): Promise<JsonObject> {
  try {
    return (await response.json()) as JsonObject;
  } catch (error) {
    throw new TryLater(`no answer of the server: ${String(error)}`);
  }
}
