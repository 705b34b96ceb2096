/** What pages, exports and programs ask about units: already shaped for them. */
export { type Alike, alikeOf } from './alike.ts';
export { countsOf, type LevelCount, type TypeCount } from './counts.ts';
export { type Cursor, isId, readCursor, writeCursor } from './cursor.ts';
export { type FoundUnit, findUnits } from './find.ts';
export { type EventOf, eventsOfRecord, historyOf, type Moment, type Part } from './history.ts';
export { labelsBelowRoots, labelsOf } from './labels.ts';
export { predecessorsOf, type Relative, successorsOf } from './lineage.ts';
export { type NearUnit, unitAt } from './near.ts';
export { type FigureReadings, type PeoplePart, peopleOf } from './people.ts';
export { figuresOf } from './population.ts';
export { codeKnownFrom, type Epochs, epochOf, figureDays, levelIds, readEpochs, readMark, recordStarts } from './record.ts';
export { fullName, holdsOn, placeName, titleName, type UnitItem } from './rows.ts';
export { type Chapter, storyOf, unverifiedOn } from './story.ts';
export { ancestorsOf, type BoundaryOf, boundariesOf, childrenOf, getUnit, getUnits, type UnitLine } from './unit.ts';
