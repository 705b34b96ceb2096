/** The units by which rows are understood: those of the day, and every name that units ever had. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../../platform/db/index.ts';
import { keyOf } from './names.ts';

/** A unit over one of its states. */
export interface UnitState {
  readonly id: string;
  readonly from: string;
  /** Day after the last; null for no end. */
  readonly to: string | null;
  readonly code: string | null;
  readonly name: string;
  readonly type: string;
  readonly level: string;
  readonly parentId: string | null;
  readonly key: string;
}

interface Row {
  id: string;
  from: string;
  to: string | null;
  code: string | null;
  name: string;
  type: string;
  level: string;
  parent_id: string | null;
}

async function states(reader: Reader, where: RawBuilder<unknown>): Promise<readonly UnitState[]> {
  const found =
    await sql<Row>`select unit_id as id, lower(valid) as "from", upper(valid) as "to", code, name, type_id as type, level_id as level, parent_id
    from territory.unit_versions where ${where} order by unit_id, lower(valid)`.execute(reader.rows<unknown>());
  return found.rows.map(({ parent_id, ...row }) => ({ ...row, parentId: parent_id, key: keyOf(row.name) }));
}

/** Everything above villages, at all times. */
export function upperStates(reader: Reader): Promise<readonly UnitState[]> {
  return states(reader, sql`level_id <> 'village'`);
}

/** The villages that lay in these units on some day, at all times. */
export function villageStates(reader: Reader, parentIds: readonly string[]): Promise<readonly UnitState[]> {
  return states(
    reader,
    sql`level_id = 'village' and unit_id in (select unit_id from territory.unit_versions where parent_id = any (${parentIds}::uuid[]))`,
  );
}

export const holdsOn = (state: { readonly from: string; readonly to: string | null }, day: string): boolean =>
  state.from <= day && (state.to === null || day < state.to);

/** Units by what is asked of them. */
export class Units {
  readonly #states = new Map<string, UnitState[]>();
  readonly #byKey = new Map<string, UnitState[]>();
  readonly #byParent = new Map<string, UnitState[]>();

  constructor(states: readonly UnitState[]) {
    this.add(states);
  }

  add(states: readonly UnitState[]): void {
    for (const state of states) {
      push(this.#states, state.id, state);
      push(this.#byKey, `${state.level} ${state.key}`, state);
      if (state.parentId !== null) push(this.#byParent, state.parentId, state);
    }
  }

  on(id: string, day: string): UnitState | null {
    return this.#states.get(id)?.find((state) => holdsOn(state, day)) ?? null;
  }

  /** The state of the day, else the last or first that it had. */
  near(id: string, day: string): UnitState | null {
    const all = this.#states.get(id) ?? [];
    return all.find((state) => holdsOn(state, day)) ?? all.findLast((state) => state.from <= day) ?? all[0] ?? null;
  }

  firstDay(id: string): string | null {
    return this.#states.get(id)?.[0]?.from ?? null;
  }

  /** Day after the last; null for no end. */
  lastDay(id: string): string | null {
    return this.#states.get(id)?.at(-1)?.to ?? null;
  }

  named(level: string, key: string): readonly UnitState[] {
    return this.#byKey.get(`${level} ${key}`) ?? [];
  }

  coded(level: string, code: string): readonly UnitState[] {
    return [...this.#states.values()].flat().filter((state) => state.level === level && state.code === code);
  }

  childrenOn(parentId: string, day: string): readonly UnitState[] {
    return (this.#byParent.get(parentId) ?? []).filter((state) => holdsOn(state, day));
  }

  /** The units above it at any other time, in the state in which they were then. */
  formerlyIn(id: string, now: string | null): readonly UnitState[] {
    const ids = new Set(
      (this.#states.get(id) ?? []).flatMap((state) => (state.parentId === null || state.parentId === now ? [] : [state.parentId])),
    );
    return [...ids].flatMap((parentId) => this.#states.get(parentId)?.at(-1) ?? []);
  }

  /** The unit and what is above it on the day, the nearest first. */
  lineOn(id: string, day: string): readonly UnitState[] {
    const line: UnitState[] = [];
    for (let next: string | null = id; next !== null && line.length < 10; ) {
      const state: UnitState | null = this.near(next, day);
      if (state === null) break;
      line.push(state);
      next = state.parentId;
    }
    return line;
  }
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
