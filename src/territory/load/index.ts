/** Loads the files that the project ships, through the very code by which officers import theirs. */

import { fixedId } from '../../platform/ids/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { system } from '../../platform/session/index.ts';
import { applyImport } from '../commands/import/apply.ts';
import { findSameFile } from '../commands/import/batches.ts';
import { hashOf } from '../commands/import/parse.ts';
import type { ImportKind } from '../commands/import/types.ts';
import { checkLevelEnds, loadLevels, loadUnitTypes } from './levels.ts';

/** What the loader needs of the context. */
export type LoadContext = Pick<Context, 'db' | 'clock' | 'ids' | 'log'>;

/** A shipped file: its name decides what it holds (`units-2019.csv`, `events.csv`, `population.csv`, `villages.csv`). */
export interface ShippedFile {
  readonly name: string;
  readonly text: string;
}

/** `done` of `total` files; `label` names the one that follows or was finished last. */
export type LoadProgress = (done: number, total: number, label: string) => void;

/**
 * Loads levels, types, units, events and figures of population, in that order whatever the order of the files. A file that was
 * applied once is left alone, also when people have undone it; so a second start costs a look-up a file. Throws when a shipped
 * file has an error: shipped data is right or the start stops.
 */
export async function loadReference(context: LoadContext, files: readonly ShippedFile[], progress: LoadProgress = () => {}): Promise<void> {
  const levels = files.find(({ name }) => name === 'levels.csv');
  const types = files.find(({ name }) => name === 'unit-types.csv');
  await context.db.transaction(async (tx) => {
    if (levels) await loadLevels(tx, levels.text);
    if (types) await loadUnitTypes(tx, types.text);
  });
  const steps: { file: ShippedFile; kind: ImportKind }[] = [
    ...files.filter(({ name }) => /^units-.*\.csv$/.test(name)).map((file) => ({ file, kind: 'units' as const })),
    ...files.filter(({ name }) => /^events.*\.csv$/.test(name)).map((file) => ({ file, kind: 'events' as const })),
    ...files.filter(({ name }) => /^population.*\.csv$/.test(name)).map((file) => ({ file, kind: 'population' as const })),
  ];
  await loadAll(context, steps, 'Territory', progress);
  if (levels) await checkLevelEnds(context.db, levels.text);
}

/** Loads the invented villages of a demonstration (`villages.csv`), as `loadReference` does. */
export async function loadDemonstration(
  context: LoadContext,
  files: readonly ShippedFile[],
  progress: LoadProgress = () => {},
): Promise<void> {
  const steps = files.filter(({ name }) => name === 'villages.csv').map((file) => ({ file, kind: 'units' as const }));
  await loadAll(context, steps, 'Demonstration villages', progress);
}

async function loadAll(
  context: LoadContext,
  steps: readonly { file: ShippedFile; kind: ImportKind }[],
  label: string,
  progress: LoadProgress,
): Promise<void> {
  progress(0, steps.length, label);
  for (const [at, { file, kind }] of steps.entries()) {
    const started = performance.now();
    const bytes = Buffer.from(file.text);
    const known = await findSameFile(context.db, { kind, hash: hashOf(bytes) }, { undone: true });
    if (known) {
      progress(at + 1, steps.length, label);
      continue;
    }
    const outcome = await applyImport(
      context.db,
      system,
      { kind, fileName: file.name, bytes },
      { shipped: true, eventId: (key) => fixedId(`event:${key}`) },
    );
    if (!outcome.ok) throw new Error(`${file.name} could not be loaded: ${explain(outcome.refusal)}`);
    const { batch, repeated } = outcome.value;
    context.log.debug({ file: file.name, repeated, counts: batch.counts, ms: Math.round(performance.now() - started) }, 'shipped file');
    progress(at + 1, steps.length, label);
  }
}

function explain(refusal: Refusal): string {
  const details = (refusal.details ?? []).slice(0, 20).map(({ code, params }) => `${code} ${JSON.stringify(params ?? {})}`);
  return [`${refusal.code} ${JSON.stringify(refusal.params ?? {})}`, ...details].join('\n  ');
}
