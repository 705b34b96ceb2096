/** Drafts and operations of reports, as the two pages use them. */
import {
  afterSaving,
  type Draft,
  type FileRef,
  type JsonObject,
  markOf,
  newId,
  type Operation,
  type Store,
} from '../../platform/browser/index.ts';
import { newestForm } from './model/form.ts';
import type { Ground, GroundCategory } from './model/ground.ts';
import { bodyOf, readWriting, type Writing, writingIn } from './model/writing.ts';

export const draftKind = 'report';
const purpose = 'reports-sent';

const writerFact = 'reports-writer';

/** Asks who is signed in here, and keeps the answer for when there is no network. */
export async function knowWriter(store: Store): Promise<void> {
  try {
    const response = await fetch('/api/v1/reports/writer');
    if (response.ok) await store.setFact(writerFact, ((await response.json()) as { writer: string | null }).writer);
  } catch {
    // What was known last stands.
  }
}

/** A report that is being written. */
export interface Open {
  readonly id: string;
  readonly writing: Writing;
  readonly files: readonly FileRef[];
}

/** What was kept of it; a report that came back from the queue has the shape in which it was to be sent. */
export const openDraft = ({ id, body, files }: Draft): Open => ({
  id,
  writing: 'place' in body ? writingIn(body) : readWriting(body),
  files,
});

/** Saves it; kept when the promise is. Asks the browser to keep it after the first time. */
export async function saveDraft(store: Store, open: Open, title: string, blobs?: ReadonlyMap<string, Blob>): Promise<void> {
  const body: JsonObject = { ...open.writing };
  await store.saveDraft({ id: open.id, kind: draftKind, title, body, files: open.files, changedAt: Date.now() }, blobs);
}

/**
 * Puts it among what leaves, in place of its draft. What was saved already, by another tab too, stays one report; what was written anew under its id
 * is another one.
 */
export async function handOver(store: Store, open: Open, category: GroundCategory): Promise<Operation> {
  const body = bodyOf(open.writing, category, { id: '', capturedAt: '' });
  const mark = markOf(JSON.stringify([body, open.files.map(({ hash }) => hash)]));
  const before = await store.operation(open.id);
  const id = before !== null && before.state !== 'needs-you' && before.mark !== mark ? newId() : open.id;
  const operation = await store.saveOperation(
    {
      id,
      mark,
      kind: draftKind,
      title: category.name,
      url: '/api/v1/reports',
      body: { schema: newestForm, ...body, id, capturedAt: new Date().toISOString(), writtenAs: (await store.fact(writerFact)) ?? null },
      files: open.files,
      uploads: { field: 'uploads', purpose },
    },
    Date.now(),
  );
  if (id !== open.id) await store.dropDraft(open.id);
  await afterSaving(store);
  return operation;
}

export const begin = (writing: Writing): Open => ({ id: newId(), writing, files: [] });

/** The ground, from the network or from what the worker keeps; null where neither has it. */
export async function fetchGround(lang: string): Promise<Ground | null> {
  try {
    const response = await fetch(`/api/v1/reports/ground?lang=${lang}`);
    const ground: Ground | null = response.ok ? await response.json() : null;
    return ground?.version === 1 ? ground : null;
  } catch {
    return null;
  }
}

/** The code of a report that has arrived; empty where it has not. */
export const codeOf = ({ result }: Operation): string => (typeof result?.code === 'string' ? result.code : '');

/** How much of an operation the server has, whole percents; the words count as one piece of 20 kB. */
export function percentOf({ files }: Operation): number {
  const words = 20_000;
  const whole = files.reduce((sum, { size }) => sum + size, words);
  const there = files.reduce((sum, { sent }) => sum + sent, 0);
  return Math.floor((100 * there) / whole);
}

export const isSending = ({ state, busyUntil }: Operation): boolean => state === 'waiting' && busyUntil > Date.now();
