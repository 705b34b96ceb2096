/**
 * What waits on this device: drafts, operations on their way to the server, and their files, in IndexedDB. "Saved" is true when a promise of this
 * file is kept: that is at `complete` of the transaction, on the disk where the browser can promise it (`durability: strict`). Knows nothing of
 * what is written; runs in pages and in the service worker.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** A file that belongs to a draft or an operation; its bytes lie under the hash. */
export interface FileRef {
  /** SHA-256, hex; where the browser has no such function a random name that begins with `x-`. */
  readonly hash: string;
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

export interface Draft {
  /** UUIDv7: it stays the id of what is sent. */
  readonly id: string;
  /** Which form it belongs to. */
  readonly kind: string;
  /** What a list calls it. */
  readonly title: string;
  readonly body: JsonObject;
  readonly files: readonly FileRef[];
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** A file on its way. */
export interface OutgoingFile extends FileRef {
  /** Where its upload goes on; null before it was announced. */
  readonly address: string | null;
  /** Bytes that the server has. */
  readonly sent: number;
  /** The id under which the server has it whole and confirmed its hash; null before. */
  readonly uploadId: string | null;
}

/** Why an operation is not through yet, in words that can be shown as they are; `code` names the server's refusal. */
export interface SendingProblem {
  readonly code: string;
  readonly words: string;
  /** The field that has to be mended, where there is one. */
  readonly field: string | null;
}

/** Something that the server is to do once. */
export interface Operation {
  /** UUIDv7 in the body too: the same id again is the same result. */
  readonly id: string;
  /** Counts up on this device; set when it is saved. */
  readonly number: number;
  readonly kind: string;
  readonly title: string;
  readonly url: string;
  /** A mark of what is sent: what was saved twice is told from something else under the same id. */
  readonly mark: string;
  /** Emptied once it was sent: nothing that somebody wrote is left on the device. */
  readonly body: JsonObject | null;
  readonly files: readonly OutgoingFile[];
  /** The field of the body that takes the ids of the uploads, and what they are for. */
  readonly uploads: { readonly field: string; readonly purpose: string } | null;
  readonly state: 'waiting' | 'needs-you' | 'sent';
  /** How often it was begun. */
  readonly attempts: number;
  /** Not before this moment, unless somebody asks for it; and what the server demands, whoever asks. Milliseconds since 1970. */
  readonly notBefore: number;
  readonly serverSaysNotBefore: number;
  /** Somebody is at it until then. */
  readonly busyUntil: number;
  readonly problem: SendingProblem | null;
  readonly result: JsonObject | null;
  readonly savedAt: number;
  readonly changedAt: number;
}

/**
 * The form of what is kept here; it stands in each record. Records without one are of form 1: phones hold some from before it was written down. When it
 * grows, `known` brings what it finds to the newest form. What waits to be sent is not changed: the server reads every form (docs/decisions/0031-formats-others-hold.md).
 */
const SCHEMA = 1;
type Kept<T> = T & { readonly schema?: number };

/** What was kept; null where there is none, and where a newer page kept it: that one's is left alone. */
const known = <T>(record: Kept<T> | undefined): Kept<T> | null => (record && (record.schema ?? 1) <= SCHEMA ? record : null);
const allKnown = <T>(records: readonly Kept<T>[]): Kept<T>[] => records.filter((one) => known(one) !== null);

/** What is said about an operation that is new. */
export type NewOperation = Pick<Operation, 'id' | 'kind' | 'title' | 'url' | 'mark' | 'uploads'> & {
  readonly body: JsonObject;
  readonly files: readonly FileRef[];
};

interface Tables extends DBSchema {
  drafts: { key: string; value: Kept<Draft> };
  outgoing: { key: string; value: Kept<Operation> };
  blobs: { key: string; value: { readonly hash: string; readonly blob: Blob } };
  facts: { key: string; value: { readonly name: string; readonly value: Json } };
}
type Database = IDBPDatabase<Tables>;
type Table = 'drafts' | 'outgoing' | 'blobs' | 'facts';

/** Why nothing can be kept: the browser keeps nothing (private window, old browser), or there is no room. */
export type Trouble = 'unavailable' | 'full';

/** Thrown by every function of a store that could not write: nothing was saved. */
export class NotSaved extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble, cause?: unknown) {
    super(`Not saved: ${trouble}`, { cause });
    this.trouble = trouble;
  }
}

export interface Store {
  drafts(kind?: string): Promise<readonly Draft[]>;
  draft(id: string): Promise<Draft | null>;
  /** Writes the draft and the bytes of files that are new. */
  saveDraft(draft: Draft, blobs?: ReadonlyMap<string, Blob>): Promise<void>;
  dropDraft(id: string): Promise<void>;
  /** The operations in the order in which they were saved. */
  operations(): Promise<readonly Operation[]>;
  operation(id: string): Promise<Operation | null>;
  /** In one transaction: the operation with the next number of this device, in place of the draft with its id. Once only: saved before, it stays as it is. */
  saveOperation(operation: NewOperation, now: number): Promise<Operation>;
  /** Writes down a change of an operation, if it is still there. */
  change(id: string, change: Partial<Operation>): Promise<Operation | null>;
  /** An operation that was refused, or that nobody has begun to send, becomes the draft again that it was; null where it may be with the server already. */
  reopen(id: string, now: number): Promise<Draft | null>;
  dropOperation(id: string): Promise<void>;
  blob(hash: string): Promise<Blob | null>;
  fact(name: string): Promise<Json>;
  setFact(name: string, value: Json): Promise<void>;
  /** Takes the lease of a name until a moment unless somebody else has it. */
  lease(name: string, holder: string, now: number, until: number): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
  /** Removes operations sent before a moment, and bytes that nothing names any more. */
  tidyUp(sentBefore: number): Promise<void>;
  /** Everything, at once. */
  empty(): Promise<void>;
  close(): void;
}

const VERSION = 1;
const tables: readonly Table[] = ['drafts', 'outgoing', 'blobs', 'facts'];

/** Opens the store of this origin. Rejects with `NotSaved` where the browser keeps nothing. */
export async function openStore(name = 'kept-here'): Promise<Store> {
  if (typeof indexedDB === 'undefined' || indexedDB === null) throw new NotSaved('unavailable');
  try {
    const database = await openDB<Tables>(name, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore('drafts', { keyPath: 'id' });
        fresh.createObjectStore('outgoing', { keyPath: 'id' });
        fresh.createObjectStore('blobs', { keyPath: 'hash' });
        fresh.createObjectStore('facts', { keyPath: 'name' });
      },
      // A page of an older version makes room for a newer one.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return storeOf(database);
  } catch (error) {
    throw new NotSaved('unavailable', error);
  }
}

const isFull = (error: unknown): boolean => error instanceof Error && /quota/i.test(`${error.name} ${error.message}`);

function storeOf(database: Database): Store {
  type Tx = ReturnType<typeof begin>;
  const begin = () => database.transaction(tables, 'readwrite', { durability: 'strict' });

  /** Runs a writing transaction; its value comes when everything is kept. */
  async function write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = begin();
    try {
      const value = await work(tx);
      await tx.done;
      return value;
    } catch (error) {
      tx.done.catch(() => undefined);
      try {
        tx.abort();
      } catch {
        // It is over already.
      }
      throw new NotSaved(isFull(error) || isFull(tx.error) ? 'full' : 'unavailable', error);
    }
  }

  async function nextNumber(tx: Tx): Promise<number> {
    const facts = tx.objectStore('facts');
    const last = (await facts.get('last-number'))?.value;
    const number = (typeof last === 'number' ? last : 0) + 1;
    await facts.put({ name: 'last-number', value: number });
    return number;
  }

  return {
    async drafts(kind) {
      const all = allKnown(await database.getAll('drafts'));
      return all.filter((one) => kind === undefined || one.kind === kind).sort((a, b) => b.changedAt - a.changedAt);
    },
    draft: async (id) => known(await database.get('drafts', id)),
    saveDraft: (draft, blobs) =>
      write(async (tx) => {
        for (const [hash, blob] of blobs ?? []) await tx.objectStore('blobs').put({ hash, blob });
        await tx.objectStore('drafts').put({ ...draft, schema: SCHEMA });
      }),
    dropDraft: (id) => write((tx) => tx.objectStore('drafts').delete(id)),
    operations: async () => allKnown(await database.getAll('outgoing')).sort((a, b) => a.number - b.number),
    operation: async (id) => known(await database.get('outgoing', id)),
    saveOperation: (given, now) =>
      write(async (tx) => {
        const outgoing = tx.objectStore('outgoing');
        const before = await outgoing.get(given.id);
        if (before && before.state !== 'needs-you') {
          await tx.objectStore('drafts').delete(given.id);
          return before;
        }
        const operation: Kept<Operation> = {
          ...given,
          schema: SCHEMA,
          files: given.files.map((file) => {
            const known = before?.files.find(({ hash }) => hash === file.hash);
            return { ...file, address: known?.address ?? null, sent: known?.sent ?? 0, uploadId: known?.uploadId ?? null };
          }),
          number: before?.number ?? (await nextNumber(tx)),
          state: 'waiting',
          attempts: 0,
          notBefore: 0,
          serverSaysNotBefore: 0,
          busyUntil: 0,
          problem: null,
          result: null,
          savedAt: now,
          changedAt: now,
        };
        await outgoing.put(operation);
        await tx.objectStore('drafts').delete(given.id);
        return operation;
      }),
    change: (id, change) =>
      write(async (tx) => {
        const outgoing = tx.objectStore('outgoing');
        const there = known(await outgoing.get(id));
        if (!there) return null;
        const changed = { ...there, ...change };
        await outgoing.put(changed);
        return changed;
      }),
    reopen: (id, now) =>
      write(async (tx) => {
        const there = known(await tx.objectStore('outgoing').get(id));
        const untouched = there?.state === 'needs-you' || (there?.state === 'waiting' && there.attempts === 0);
        if (!there?.body || !untouched) return null;
        const files = there.files.map(({ hash, name, type, size }) => ({ hash, name, type, size }));
        const draft: Kept<Draft> = { id, schema: SCHEMA, kind: there.kind, title: there.title, body: there.body, files, changedAt: now };
        await tx.objectStore('drafts').put(draft);
        await tx.objectStore('outgoing').delete(id);
        return draft;
      }),
    dropOperation: (id) => write((tx) => tx.objectStore('outgoing').delete(id)),
    blob: async (hash) => (await database.get('blobs', hash))?.blob ?? null,
    fact: async (name) => (await database.get('facts', name))?.value ?? null,
    setFact: (name, value) =>
      write(async (tx) => {
        await tx.objectStore('facts').put({ name, value });
      }),
    lease: (name, holder, now, until) =>
      write(async (tx) => {
        const facts = tx.objectStore('facts');
        const held = (await facts.get(`lease ${name}`))?.value;
        if (Array.isArray(held) && held[0] !== holder && Number(held[1]) > now) return false;
        await facts.put({ name: `lease ${name}`, value: [holder, until] });
        return true;
      }),
    release: (name, holder) =>
      write(async (tx) => {
        const facts = tx.objectStore('facts');
        const held = (await facts.get(`lease ${name}`))?.value;
        if (Array.isArray(held) && held[0] === holder) await facts.delete(`lease ${name}`);
      }),
    tidyUp: (sentBefore) =>
      write(async (tx) => {
        const outgoing = tx.objectStore('outgoing');
        const named = new Set<string>();
        for (const operation of await outgoing.getAll()) {
          if (operation.state === 'sent' && operation.changedAt < sentBefore) await outgoing.delete(operation.id);
          else if (operation.state !== 'sent') for (const { hash } of operation.files) named.add(hash);
        }
        for (const draft of await tx.objectStore('drafts').getAll()) for (const { hash } of draft.files) named.add(hash);
        const blobs = tx.objectStore('blobs');
        for (const hash of await blobs.getAllKeys()) if (!named.has(hash)) await blobs.delete(hash);
      }),
    empty: () =>
      write(async (tx) => {
        // The counter stays: a number is never given twice.
        for (const table of ['drafts', 'outgoing', 'blobs'] as const) await tx.objectStore(table).clear();
      }),
    close: () => database.close(),
  };
}
