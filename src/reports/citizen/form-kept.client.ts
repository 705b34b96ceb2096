/**
 * What a form of a report holds, kept for this window of the browser until the report is sent or emptied: a page that is opened anew (other letters,
 * another language, a phone that needed the room for its camera) has it again. Nothing is kept of what is written down for somebody else.
 */

/** Where it lies in the storage of the window; and the ids of reports that are sent or emptied, which no page keeps again. */
const place = 'report-form';
const donePlace = 'report-form-done';
/** As long as a form of this shape is read. */
const shape = 1;
/** Somebody else may have the phone by then, milliseconds. Staged files live longer on the server. */
const longest = 6 * 3_600_000;
const mostDone = 20;

/** Not content of the report: who may send, what only machines fill in, which button was pressed. */
const passing = ['_csrf', 'website', 'at', 'go', 'drop', 'follow'];
/** What a form holds before anybody has said anything. */
const begun = ['id', 'category', 'noticed', 'language', 'commune', 'village', 'for', 'person', 'offered', 'answer_by', 'door', 'how'];

export interface Kept {
  readonly shape: typeof shape;
  /** Who was signed in; empty for nobody. */
  readonly writer: string;
  /** The piece on which it was. */
  readonly at: string;
  /** Names and values as the form sends them; what is empty is not among them. */
  readonly fields: Readonly<Record<string, string>>;
  /** How the category, the commune and the village are called. */
  readonly title: string;
  readonly communeName: string;
  readonly villageName: string;
  /** `going`: it is on its way to the server, whose answer is right. `following`: another report is followed in its stead. `looks`: the page comes back with other letters, colours or in another language. */
  readonly state: 'written' | 'going' | 'following' | 'looks';
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** Storage can be forbidden; then nothing is kept, as without script. */
function stored(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

function store(name: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Nothing to keep it in.
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'shape' in value && value.shape === shape && 'fields' in value && 'changedAt' in value;

function doneIds(): readonly string[] {
  const value = stored(donePlace);
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}

export const isDone = (id: string | undefined): boolean => id !== undefined && doneIds().includes(id);

/** What is kept; null where there is none, or it is too old. `writer`: who is signed in now, where the page knows; what another one wrote is dropped. */
export function readKept(writer?: string): Kept | null {
  const value = stored(place);
  if (!isKept(value)) return null;
  if (Date.now() - value.changedAt <= longest && (writer === undefined || value.writer === writer)) return value;
  store(place, null);
  return null;
}

/** Keeps it, or nothing where nobody has said anything yet. */
export function keep(kept: Omit<Kept, 'shape' | 'changedAt'>): void {
  const { id = '' } = kept.fields;
  if (id === '' || isDone(id) || kept.fields.for === 'somebody') return;
  if (saysSomething(kept.fields)) store(place, { shape, changedAt: Date.now(), ...kept } satisfies Kept);
  else if (readKept()?.fields.id === id) store(place, null);
}

/** Forgets what is kept, for good. */
export function forget(): void {
  const id = readKept()?.fields.id;
  if (id !== undefined) store(donePlace, [...doneIds(), id].slice(-mostDone));
  store(place, null);
}

/** Whether anybody has said anything in it. */
export const saysSomething = (fields: Readonly<Record<string, string>>): boolean =>
  Object.entries(fields).some(([name, value]) => value !== '' && !begun.includes(name));

/** What a form says now. */
export function fieldsOf(form: HTMLFormElement): Readonly<Record<string, string>> {
  const said = [...new FormData(form)].filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '' && !passing.includes(entry[0]),
  );
  return Object.fromEntries(said);
}
