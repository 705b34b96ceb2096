/** The door to the territory: administrative units over time. */
export { mayChangeUnits, territoryRights } from './access.ts';
export { mapScript } from './citizen/map.tsx';
export { provinceSummary } from './citizen/summary.tsx';
export { typeNames } from './citizen/words.ts';
export { addUnits } from './commands/add-units.ts';
export { applyEvent, applyEvents, type InBatch } from './commands/apply-event.ts';
export { recordPopulation } from './commands/record-population.ts';
export { registerWhatStandsOn, undoBatch, type WhatStandsOn } from './commands/undo-batch.ts';
export { type ImportRequest, importFile, listImports, type Terminal, undoImport } from './console/terminal.ts';
export type {
  EdgeInput,
  EventInput,
  Level,
  PopulationInput,
  Share,
  Standing,
  UnitAtDay,
  UnitChange,
  UnitEvent,
  UnitInput,
  UnitType,
  UnitVersion,
} from './contract.ts';
export { eventKinds, refusalCodes, shareBases } from './contract.ts';
export { territoryEvents } from './events.ts';
export { loadDemonstration, loadReference } from './load/index.ts';
export { layoutOf, mapTexts, UnitMap, type UnitMark } from './map/index.ts';
export { apportion, changeType, establishUnit, mergeUnits, renameUnit, splitUnit, transferUnit } from './model.ts';
export { module } from './module.ts';
export {
  ancestorsOf,
  boundariesOf,
  childrenOf,
  epochOf,
  findUnits,
  fullName,
  getUnit,
  getUnits,
  holdsOn,
  isId,
  labelsBelowRoots,
  labelsOf,
  placeName,
  readEpochs,
  titleName,
  type UnitItem,
} from './queries/index.ts';
export { unitAt } from './queries/near.ts';
export { unitsWithin } from './queries/within.ts';
export { type AsReported, ensureAncestry, ensureClosure, type MapDay } from './reexpress/map-day.ts';
export { originsSql } from './reexpress/origins.ts';
export { type ReexpressedPart, type ReexpressedRow, type ReexpressOptions, reexpressRows, reexpressSql } from './reexpress/reexpress.ts';
export { structureTag } from './tags.ts';
