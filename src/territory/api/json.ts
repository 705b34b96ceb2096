/** Units as programs get them. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { EventOf, FoundUnit, Part, Relative, UnitItem } from '../queries/index.ts';

declare global {
  interface JSON {
    /** In Node since version 22; not yet in TypeScript's library. */
    rawJSON(text: string): object;
  }
}

/** JSON text in which large integers stay exact. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? JSON.rawJSON(one.toString()) : one));
}

export function unitJson(unit: UnitItem, lang: Lang) {
  return {
    id: unit.id,
    code: unit.code,
    name: unit.name,
    type: unit.type,
    typeName: unit.typeName[lang],
    level: unit.level,
    levelName: unit.levelName[lang],
    parent: unit.parent,
    parentName: unit.parentName,
    validFrom: unit.validFrom,
    validTo: unit.validTo,
    existsFrom: unit.existsFrom,
    existsTo: unit.existsTo,
    lat: unit.lat,
    lon: unit.lon,
    coordBasis: unit.coordBasis,
    aliases: [...unit.aliases],
    origin: unit.origin,
  };
}

export function foundJson(unit: FoundUnit, lang: Lang) {
  return unit.foundBy === null ? unitJson(unit, lang) : { ...unitJson(unit, lang), foundBy: unit.foundBy };
}

export function relativeJson({ unit, share, itself }: Relative, lang: Lang) {
  return { ...unitJson(unit, lang), share, itself };
}

export function partJson({ unit, share }: Part, lang: Lang) {
  return { ...unitJson(unit, lang), share };
}

export function eventJson(event: EventOf) {
  const { id, kind, title, document, clause, verified, verificationNote, outside } = event;
  return {
    id,
    kind,
    title,
    document: document && { id: document.id, number: document.number },
    clause,
    verified,
    verificationNote,
    outside,
  };
}
