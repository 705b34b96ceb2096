/** A report while it is written on a phone: its shape, what is wrong with it, and what is sent of it. Runs on a phone. */
import { limits, type WayToAnswer, waysToAnswer } from '../../contract.ts';
import { type Ground, type GroundCategory, questionsOf } from './ground.ts';

/** What was typed and chosen so far. */
export interface Writing {
  readonly category: string;
  /** A notice that leads elsewhere was read. */
  readonly noticed: boolean;
  readonly words: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly language: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly accuracy: number | null;
  /** Code of the commune; key and name of the village. */
  readonly commune: string;
  readonly village: string;
  readonly villageName: string;
  readonly placeWords: string;
  readonly atHome: boolean;
  readonly keepPrivate: boolean;
  readonly name: string;
  readonly phone: string;
  readonly answerBy: WayToAnswer;
}

export const emptyWriting: Writing = {
  category: '',
  noticed: false,
  words: '',
  answers: {},
  language: 'vi',
  lat: null,
  lon: null,
  accuracy: null,
  commune: '',
  village: '',
  villageName: '',
  placeWords: '',
  atHome: false,
  keepPrivate: false,
  name: '',
  phone: '',
  answerBy: 'page',
};

/** What was kept, as a writing: fields that are missing or of another form are empty. */
export function readWriting(kept: Readonly<Record<string, unknown>>): Writing {
  const text = (name: keyof Writing): string => (typeof kept[name] === 'string' ? kept[name] : '');
  const number = (name: keyof Writing): number | null => (typeof kept[name] === 'number' ? kept[name] : null);
  const answers = typeof kept.answers === 'object' && kept.answers !== null ? Object.entries(kept.answers) : [];
  return {
    category: text('category'),
    noticed: kept.noticed === true,
    words: text('words'),
    answers: Object.fromEntries(answers.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    language: text('language') || 'vi',
    lat: number('lat'),
    lon: number('lon'),
    accuracy: number('accuracy'),
    commune: text('commune'),
    village: text('village'),
    villageName: text('villageName'),
    placeWords: text('placeWords'),
    atHome: kept.atHome === true,
    keepPrivate: kept.keepPrivate === true,
    name: text('name'),
    phone: text('phone'),
    answerBy: waysToAnswer.find((one) => one === kept.answerBy) ?? 'page',
  };
}

/** Whether anything but the category was written. */
export const isEmpty = (writing: Writing): boolean =>
  JSON.stringify({ ...writing, category: '', noticed: false }) === JSON.stringify(emptyWriting);

export type Kind = 'image' | 'video' | 'audio';

/** What a file is by the type that the device gives it; null for others. */
export function kindOf(type: string): Kind | null {
  return (['image', 'video', 'audio'] as const).find((kind) => type.startsWith(`${kind}/`)) ?? null;
}

/** What is wrong with a field; its words are the page's. */
export interface Fault {
  readonly field: string;
  readonly code:
    | 'words-missing'
    | 'words-long'
    | 'answer-missing'
    | 'commune-missing'
    | 'place-missing'
    | 'phone-strange'
    | 'phone-missing';
}

/** The name of a question's field. */
export const answerField = (code: string): string => `q-${code}`;

/** What the sender can mend before it leaves. The server judges again: what it refuses comes back with its words. */
export function faultsOf(writing: Writing, ground: Ground, category: GroundCategory, kinds: readonly Kind[]): readonly Fault[] {
  const faults: Fault[] = [];
  if (writing.words.length > limits.words) faults.push({ field: 'words', code: 'words-long' });
  // A picture can show what is broken; it can't ask a question.
  const enough = category.kind === 'field' ? kinds.length > 0 : kinds.includes('audio');
  if (!/\p{L}/u.test(writing.words) && !enough) faults.push({ field: 'words', code: 'words-missing' });
  for (const { code, required } of questionsOf(ground, category.code)) {
    if (required && (writing.answers[code] ?? '').trim() === '') faults.push({ field: answerField(code), code: 'answer-missing' });
  }
  if (category.place === 'required') {
    if (writing.commune === '' && writing.lat === null) faults.push({ field: 'commune', code: 'commune-missing' });
    if (writing.lat === null && writing.placeWords.trim() === '' && writing.village === '')
      faults.push({ field: 'place_words', code: 'place-missing' });
  }
  const phone = writing.phone.replace(/[\s.()-]/g, '');
  if (phone !== '' && !/^\+?\d{8,15}$/.test(phone)) faults.push({ field: 'phone', code: 'phone-strange' });
  if (phone === '' && (writing.answerBy === 'sms' || writing.answerBy === 'call')) faults.push({ field: 'phone', code: 'phone-missing' });
  return faults;
}

/** What is sent to `POST /api/v1/reports`, but for the ids of the uploads. */
export function bodyOf(writing: Writing, category: GroundCategory, about: { readonly id: string; readonly capturedAt: string }) {
  const placed = category.place !== 'none';
  const point = placed && writing.lat !== null && writing.lon !== null;
  return {
    id: about.id,
    capturedAt: about.capturedAt,
    category: writing.category,
    noticed: writing.noticed,
    words: writing.words.trim(),
    answers: Object.fromEntries(Object.entries(writing.answers).filter(([, answer]) => answer.trim() !== '')),
    language: writing.language,
    place: {
      commune: placed ? writing.commune : '',
      village: placed ? writing.villageName : '',
      villageKey: placed ? writing.village : '',
      words: placed ? writing.placeWords.trim() : '',
      lat: point ? writing.lat : null,
      lon: point ? writing.lon : null,
      accuracyMetres: point && writing.accuracy !== null ? Math.round(writing.accuracy) : null,
      atHome: placed && writing.atHome,
    },
    keepPrivate: writing.keepPrivate,
    contact: { name: writing.name.trim(), phone: writing.phone.trim() },
    answerBy: writing.answerBy,
  };
}

/** What was to be sent, as a writing again. */
export function writingIn(body: Readonly<Record<string, unknown>>): Writing {
  const part = (name: string): Record<string, unknown> =>
    typeof body[name] === 'object' && body[name] !== null ? Object.fromEntries(Object.entries(body[name])) : {};
  const { words: placeWords, accuracyMetres: accuracy, village: villageName, villageKey: village, ...place } = part('place');
  return readWriting({ ...body, ...place, placeWords, accuracy, village, villageName, ...part('contact') });
}

/** The form's field of what a refusal names. */
export function fieldOf(name: string): string {
  const [first = '', second] = name.split('.');
  if (first === 'answers' && second !== undefined) return answerField(second);
  const known: Readonly<Record<string, string>> = {
    words: 'words',
    uploads: 'photos',
    language: 'language',
    place: 'place_words',
    'place.commune': 'commune',
    'place.unitId': 'commune',
    'contact.name': 'name',
    answerBy: 'answer_by',
  };
  return known[name] ?? known[first] ?? 'phone';
}
