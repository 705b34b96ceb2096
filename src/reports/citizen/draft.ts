/** A report while it is being written: everything lies in the form itself, so that no piece of it can lose what another one holds. */
import { helpLanguages } from '../../people/index.ts';
import { plainWords, tidy } from '../../platform/text/index.ts';
import { limits, type ReportInput, type WayToAnswer, waysToAnswer } from '../contract.ts';

/** The pieces of the form, in their order. */
export const pieces = ['what', 'say', 'where', 'near', 'look'] as const;
export type Piece = (typeof pieces)[number];

/** What was typed and chosen so far, all as text; names are those of the fields. */
export interface Draft {
  readonly id: string;
  readonly category: string;
  /** `yes` once a notice that leads elsewhere was read. */
  readonly noticed: string;
  readonly words: string;
  /** Answers by code of the question. */
  readonly answers: Readonly<Record<string, string>>;
  /** Ids of staged files, in their order. */
  readonly uploads: readonly string[];
  readonly language: string;
  readonly how: string;
  readonly commune: string;
  readonly village: string;
  readonly lat: string;
  readonly lon: string;
  readonly accuracy: string;
  readonly placeWords: string;
  readonly atHome: boolean;
  /** `yes` once alike reports were offered. */
  readonly offered: string;
  readonly keepPrivate: boolean;
  readonly name: string;
  readonly phone: string;
  readonly answerBy: string;
  /** `somebody`: written down for somebody else. */
  readonly whom: string;
  /** The person, where known. */
  readonly person: string;
  readonly consent: string;
  readonly door: string;
}

const fields = {
  id: 'id',
  category: 'category',
  noticed: 'noticed',
  language: 'language',
  how: 'how',
  commune: 'commune',
  village: 'village',
  lat: 'lat',
  lon: 'lon',
  accuracy: 'accuracy',
  placeWords: 'place_words',
  offered: 'offered',
  name: 'name',
  phone: 'phone',
  answerBy: 'answer_by',
  whom: 'for',
  person: 'person',
  consent: 'consent',
  door: 'door',
} as const;

/** Before the name of a question's field. */
export const answerField = (code: string): string => `q-${code}`;

/** The field that only machines fill in. */
export const trapField = 'website';

const mostAnswers = 30;
const longestLine = 500;

function entriesOf(body: unknown): [string, string][] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
}

/** What a form sent. Fields that are not there are empty; nothing is judged, only cut where no person writes so much. */
export function readDraft(body: unknown): Draft {
  const sent = new Map(entriesOf(body));
  const cut = (typed: string): string => tidy(typed).slice(0, longestLine);
  const line = (name: string): string => cut(sent.get(name) ?? '');
  const lines = Object.fromEntries(Object.entries(fields).map(([key, name]) => [key, line(name)])) as Record<keyof typeof fields, string>;
  const answers = [...sent].filter(([name]) => name.startsWith('q-')).slice(0, mostAnswers);
  return {
    ...lines,
    words: plainWords(sent.get('words') ?? ''),
    answers: Object.fromEntries(answers.map(([name, value]) => [name.slice(2), cut(value)])),
    uploads: [...new Set(line('uploads').split(' ').filter(Boolean))],
    atHome: line('at_home') === 'yes',
    keepPrivate: line('keep_private') === 'yes',
  };
}

/** The draft as fields of a form, for those that a piece doesn't show. */
export function fieldsOf(draft: Draft): readonly (readonly [name: string, value: string])[] {
  const lines = Object.entries(fields).map(([key, name]) => [name, draft[key as keyof typeof fields]] as const);
  return [
    ...lines,
    ['words', draft.words] as const,
    ...Object.entries(draft.answers).map(([code, value]) => [answerField(code), value] as const),
    ['uploads', draft.uploads.join(' ')] as const,
    ['at_home', draft.atHome ? 'yes' : ''] as const,
    ['keep_private', draft.keepPrivate ? 'yes' : ''] as const,
  ].filter(([, value]) => value !== '');
}

/** A beginning. */
export const emptyDraft: Draft = readDraft({});

/** Degrees as a phone or a person writes them; null for none or for nonsense. */
function degreesIn(typed: string, most: number): number | null {
  const text = typed.replace(',', '.').trim();
  const value = /^[+-]?\d{1,3}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(value) <= most ? value : null;
}

/** The point of a draft; null where it has none. */
export function pointOf(draft: Draft): { lat: number; lon: number } | null {
  const [lat, lon] = [degreesIn(draft.lat, 90), degreesIn(draft.lon, 180)];
  return lat === null || lon === null ? null : { lat, lon };
}

const oneOf = <T extends string>(known: readonly T[], value: string, otherwise: T): T => known.find((one) => one === value) ?? otherwise;

/** The draft as the command takes it; `unitId` is the smallest unit that is known; empty where no place was asked. */
export function inputOf(draft: Draft, unitId: string): ReportInput {
  const point = pointOf(draft);
  const accuracy = /^\d{1,7}(\.\d+)?$/.test(draft.accuracy) ? Math.round(Number(draft.accuracy)) : null;
  const hasWords = draft.placeWords !== '';
  const forSomebody = draft.whom === 'somebody';
  return {
    id: draft.id,
    door: forSomebody ? oneOf(['call', 'helper'] as const, draft.door, 'helper') : 'web',
    categoryCode: draft.category,
    words: draft.words,
    answers: Object.fromEntries(Object.entries(draft.answers).filter(([, value]) => value !== '')),
    place: {
      how: point ? oneOf(['gps', 'pin'] as const, draft.how, 'pin') : hasWords ? 'words' : draft.commune !== '' ? 'unit' : 'none',
      unitId,
      lat: point?.lat ?? null,
      lon: point?.lon ?? null,
      accuracyMetres: point ? accuracy : null,
      words: draft.placeWords,
      atHome: draft.atHome,
    },
    language: oneOf(helpLanguages, draft.language, 'vi'),
    uploads: draft.uploads.slice(0, limits.photos + 2),
    keepPrivate: draft.keepPrivate,
    contact: { name: draft.name, phone: draft.phone },
    answerBy: oneOf<WayToAnswer>(waysToAnswer, draft.answerBy, 'page'),
    capturedAt: null,
    onBehalf: forSomebody
      ? { personId: draft.person === '' ? null : draft.person, consent: oneOf(['spoken', 'paper'] as const, draft.consent, 'spoken') }
      : null,
  };
}
