/** The invented reports as they stand in their files. */
import { parse } from 'csv-parse/sync';
import { type Door, doors, type StepName, stepNames } from '../model.ts';

export interface DemonstrationReports {
  /** reports.csv */
  readonly reports: string;
  /** steps.csv */
  readonly steps: string;
  /** people.csv of the demonstration: who sent, took and showed them. */
  readonly people: string;
}

type Row = Readonly<Record<string, string>>;

/** A step as it is told in the file: so many minutes of working time after the one before. */
export interface ToldStep {
  readonly step: StepName;
  readonly minutes: number;
  readonly reason: string | null;
  /** `route`, or `other` for the second choice. */
  readonly toOffice: string;
  readonly everybody: string;
  readonly sender: string;
  readonly officials: string;
  readonly satisfied: boolean | null;
  readonly amount: number | null;
  readonly master: string | null;
}

export interface ToldReport {
  readonly key: string;
  readonly category: string;
  readonly villageId: string | null;
  readonly daysAgo: number;
  readonly time: string;
  readonly door: Door;
  readonly language: string;
  readonly words: string;
  readonly summary: string;
  readonly placeWords: string;
  readonly placeHow: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly accuracy: number | null;
  readonly atHome: boolean;
  readonly isPrivate: boolean;
  readonly personId: string | null;
  readonly helperId: string | null;
  readonly contact: { readonly name: string; readonly phone: string } | null;
  readonly answerBy: string;
  readonly followers: number;
  /** How exactly it is shown; null for not at all. */
  readonly show: 'exact' | 'coarse' | null;
  readonly steps: readonly ToldStep[];
}

export interface Told {
  readonly reports: readonly ToldReport[];
  readonly people: readonly DemonstrationOfficial[];
}

/** Whoever of people.csv may act in a report. */
export interface DemonstrationOfficial {
  readonly id: string;
  readonly key: string;
  readonly role: string;
  readonly unitCode: string;
  readonly organisationId: string | null;
}

const rows = (text: string): Row[] => parse(text, { columns: true, skip_empty_lines: true });
const cell = (row: Row, name: string): string => row[name] ?? '';
const number = (text: string): number | null => (text === '' ? null : Number(text));
const orNull = (text: string): string | null => (text === '' ? null : text);

function known<T extends string>(list: readonly T[], value: string, where: string): T {
  const found = list.find((one) => one === value);
  if (found === undefined) throw new Error(`${where}: “${value}” is not known`);
  return found;
}

/** Reads the files; throws where a step, a door or a person is not known. */
export function readTold(files: DemonstrationReports): Told {
  const people = rows(files.people);
  const personId = (key: string, where: string): string | null => {
    if (key === '') return null;
    const person = people.find((row) => row.key === key);
    if (!person) throw new Error(`${where}: “${key}” is not known`);
    return cell(person, 'id');
  };
  const steps = Map.groupBy(rows(files.steps), (row) => cell(row, 'report'));
  return {
    reports: rows(files.reports).map((row) => toReport(row, (steps.get(cell(row, 'key')) ?? []).map(toStep), personId)),
    people: people.map((row) => ({
      id: cell(row, 'id'),
      key: cell(row, 'key'),
      role: cell(row, 'role'),
      unitCode: cell(row, 'unit_code'),
      organisationId: orNull(cell(row, 'organisation_id')),
    })),
  };
}

function toStep(row: Row): ToldStep {
  const satisfied = cell(row, 'satisfied');
  return {
    step: known(stepNames, cell(row, 'step'), `steps.csv, ${cell(row, 'report')}`),
    minutes: Number(row.minutes),
    reason: orNull(cell(row, 'reason')),
    toOffice: cell(row, 'to_office'),
    everybody: cell(row, 'everybody'),
    sender: cell(row, 'sender'),
    officials: cell(row, 'officials'),
    satisfied: satisfied === '' ? null : satisfied === 'yes',
    amount: number(cell(row, 'amount')),
    master: orNull(cell(row, 'master')),
  };
}

function toReport(row: Row, steps: readonly ToldStep[], personId: (key: string, where: string) => string | null): ToldReport {
  const where = `reports.csv, ${cell(row, 'key')}`;
  const show = cell(row, 'show');
  const phone = cell(row, 'contact_phone');
  return {
    key: cell(row, 'key'),
    category: cell(row, 'category'),
    villageId: orNull(cell(row, 'village_id')),
    daysAgo: Number(row.days_ago),
    time: cell(row, 'time'),
    door: known(doors, cell(row, 'door'), where),
    language: cell(row, 'language'),
    words: cell(row, 'words'),
    summary: cell(row, 'summary'),
    placeWords: cell(row, 'place_words'),
    placeHow: cell(row, 'place_how'),
    lat: number(cell(row, 'lat')),
    lon: number(cell(row, 'lon')),
    accuracy: number(cell(row, 'accuracy')),
    atHome: row.at_home === 'yes',
    isPrivate: row.private === 'yes',
    personId: personId(cell(row, 'person'), where),
    helperId: personId(cell(row, 'helper'), where),
    contact: phone === '' ? null : { name: cell(row, 'contact_name'), phone },
    answerBy: cell(row, 'answer_by'),
    followers: Number(row.followers || 0),
    show: show === '' ? null : known(['exact', 'coarse'] as const, show, where),
    steps,
  };
}
