/** One search over everything that somebody may see. One source that fails does not take the others with it. */
import type { Lang } from '../../../platform/i18n/index.ts';
import type { Context, Find, SearchSource } from '../../../platform/module/index.ts';
import { type Actor, may } from '../../../platform/session/index.ts';

/** What a source found; null where it could not search. */
export interface Found {
  readonly kind: string;
  readonly label: string;
  readonly finds: readonly Find[] | null;
}

export const SHORTEST = 2;
const MOST_EACH = 20;

/** The sources that this actor may ask. */
export function sourcesFor(all: readonly SearchSource[], actor: Actor): readonly SearchSource[] {
  return all.filter((source) => source.rights.some((right) => may(actor, right)));
}

/** Asks all of these sources at once. */
export async function findEverywhere(
  context: Pick<Context, 'log'>,
  sources: readonly SearchSource[],
  actor: Actor,
  ask: { readonly text: string; readonly lang: Lang },
): Promise<readonly Found[]> {
  return Promise.all(
    sources.map(async (source) => {
      const label = source.label(ask.lang);
      try {
        return { kind: source.kind, label, finds: await source.find(actor, { ...ask, limit: MOST_EACH }) };
      } catch (error) {
        context.log.error({ source: source.kind, error: error instanceof Error ? error.message : String(error) }, 'a search source failed');
        return { kind: source.kind, label, finds: null };
      }
    }),
  );
}
