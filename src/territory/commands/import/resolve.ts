import { daysBetween } from '../../../platform/calendar/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { holds } from '../../model/days.ts';
import type { TerritoryState } from '../../model/state.ts';

/** Which unit carried a code over a range of days, by the record or by an earlier part of the same file. */
export interface Carrier {
  readonly unitId: string;
  readonly name: string;
  readonly level: string;
  readonly code: string;
  readonly from: string;
  readonly to: string | null;
}

export type Found = { readonly ok: true; readonly carrier: Carrier } | { readonly ok: false; readonly refusal: Refusal };

/** Finds units by code and day; what a file establishes and ends is added as it is read. */
export class CodeBook {
  private readonly byCode = new Map<string, Carrier[]>();
  private readonly codesOf = new Map<string, Set<string>>();
  private firstDay: string | null = null;

  constructor(state: TerritoryState) {
    for (const versions of state.versions.values()) {
      for (const { unitId, name, level, code, from, to } of versions) {
        if (this.firstDay === null || from < this.firstDay) this.firstDay = from;
        if (code !== null) this.add({ unitId, name, level, code, from, to });
      }
    }
  }

  add(carrier: Carrier): void {
    const list = this.byCode.get(carrier.code);
    if (list) list.push(carrier);
    else this.byCode.set(carrier.code, [carrier]);
    const codes = this.codesOf.get(carrier.unitId) ?? new Set();
    this.codesOf.set(carrier.unitId, codes.add(carrier.code));
    if (this.firstDay === null || carrier.from < this.firstDay) this.firstDay = carrier.from;
  }

  /** The unit gives its codes up on the day. */
  end(unitId: string, day: string): void {
    for (const code of this.codesOf.get(unitId) ?? []) {
      const list = this.byCode.get(code) ?? [];
      const kept = list.filter((carrier) => carrier.unitId !== unitId || carrier.from < day);
      this.byCode.set(
        code,
        kept.map((carrier) => (carrier.unitId === unitId && holds(carrier, day) ? { ...carrier, to: day } : carrier)),
      );
    }
  }

  /** The unit that carries the code on the day, of the level where one is given; else why not, in terms that help. */
  find(code: string, level: string | null, day: string): Found {
    const known = (this.byCode.get(code) ?? []).filter((carrier) => level === null || carrier.level === level);
    const found = known.filter((carrier) => holds(carrier, day));
    const [carrier] = found;
    if (carrier && found.length === 1) return { ok: true, carrier };
    if (carrier) return refusal('territory.import-unit-ambiguous', { code, day });
    if (this.firstDay !== null && day < this.firstDay) return refusal('territory.import-before-record', { day, from: this.firstDay });
    const [near] = known.toSorted((a, b) => distance(a, day) - distance(b, day));
    if (near) return refusal('territory.import-unit-other-day', { code, day, unit: near.name, from: near.from, to: near.to ?? '' });
    const other = ['0', '00'].map((zeros) => zeros + code).find((padded) => this.byCode.has(padded));
    if (other) return refusal('territory.import-code-zeros', { code, other });
    return refusal('territory.import-unit-unknown', { code, day });
  }
}

function refusal(code: `territory.${string}`, params: Record<string, string>): Found {
  return { ok: false, refusal: { code, params } };
}

function distance(carrier: Carrier, day: string): number {
  if (day < carrier.from) return daysBetween(day, carrier.from);
  return carrier.to === null ? 0 : daysBetween(carrier.to, day);
}
