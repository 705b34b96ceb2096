/** What ids are called on the desk: units, offices, officials. */
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { type Context, nameActors } from '../../platform/module/index.ts';
import { fullName, labelsOf, titleName } from '../../territory/index.ts';
import { officesOn } from '../core/index.ts';

export interface DeskNames {
  readonly units: ReadonlyMap<string, string>;
  /** Short names of the offices of today. */
  readonly offices: ReadonlyMap<string, string>;
  readonly persons: ReadonlyMap<string, string>;
}

interface Named {
  readonly unitId: string;
  readonly assigneeId: string | null;
}

/** The names that a list of reports needs. A village is named with its commune. */
export async function namesFor(
  reader: Reader,
  context: Pick<Context, 'db' | 'modules'>,
  lines: readonly Named[],
  ask: { readonly on: string; readonly lang: Lang; readonly more?: readonly string[] },
): Promise<DeskNames> {
  const { on, lang, more = [] } = ask;
  const persons = [...lines.map((line) => line.assigneeId), ...more].filter((id) => id !== null);
  const [units, offices, actors] = await Promise.all([
    labelsOf(reader, [...new Set(lines.map((line) => line.unitId))], on),
    officesOn(reader, on),
    nameActors(context, [...new Set(persons)]),
  ]);
  return {
    units: new Map(
      [...units].map(([id, unit]) => [
        id,
        unit.level === 'village' && unit.parent ? `${titleName(unit, lang)}, ${fullName(unit.parent, lang)}` : titleName(unit, lang),
      ]),
    ),
    offices: new Map([...offices.values()].map((office) => [office.id, office.shortName])),
    persons: actors,
  };
}
