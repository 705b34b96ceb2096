/**
 * Formats that others hold (docs/decisions/0031-formats-others-hold.md): compares what the program says today with the samples that lie in `samples`
 * beside a test. A sample is what was answered once, several times where one answer does not show everything.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';

/** Words of a field by its path, as `items[].state`: a list that readers know. */
type Words = Readonly<Record<string, readonly string[]>>;

interface Sample {
  readonly format: string;
  readonly version: number;
  /** The day on which it was first held. */
  readonly since: string;
  /** Paths of objects whose names are data. */
  readonly maps?: readonly string[];
  readonly words?: Words;
  readonly examples: readonly unknown[];
}

interface Part {
  readonly above: Part | null;
  readonly kinds: Set<string>;
  /** The texts of a field that has words. */
  readonly said: Set<string>;
  seen: number;
  objects: number;
}
type Shape = Map<string, Part>;

const root = join(import.meta.dirname, '..', '..');
const decision = 'docs/decisions/0031-formats-others-hold.md';
const broken = `others hold this format. Leave it as it is; what has to differ is a new version beside it, and the old one gets an end date (${decision})`;
const added = `it may be added (${decision}): write it into the sample, from then on it is held`;

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a reader relies on: the type, and of texts what they can be read as. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value !== 'string') return typeof value;
  if (moment.test(value)) return value.endsWith('Z') ? 'moment in UTC' : 'moment with its offset';
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'day';
  if (/^\d{4}-\d\d$/.test(value)) return 'month';
  return uuid.test(value) ? 'id' : 'text';
}

/** Every path in the values, with what stands there. */
function shapeOf(values: readonly unknown[], maps: readonly string[], words: Words): Shape {
  const shape: Shape = new Map();
  const look = (path: string, value: unknown, above: Part | null): void => {
    const part = shape.get(path) ?? { above, kinds: new Set(), said: new Set(), seen: 0, objects: 0 };
    shape.set(path, part);
    part.seen += 1;
    part.kinds.add(path in words && typeof value === 'string' ? 'text' : kindOf(value));
    if (path in words && typeof value === 'string') part.said.add(value);
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const one of value) look(`${path}[]`, one, null);
      return;
    }
    part.objects += 1;
    for (const [name, one] of Object.entries(value)) {
      if (maps.includes(path)) look(`${path}.*`, one, null);
      else look(path === '' ? name : `${path}.${name}`, one, part);
    }
  };
  for (const value of values) look('', value, null);
  return shape;
}

const always = ({ above, seen }: Part): boolean => above === null || seen >= above.objects;
const reads = (kinds: ReadonlySet<string>, kind: string): boolean => kinds.has(kind) || (kind === 'integer' && kinds.has('number'));

/** What a reader of the held shape would stumble over in today's. */
function differences(held: Shape, now: Shape): readonly string[] {
  const found: string[] = [];
  for (const [path, was] of held) {
    const is = now.get(path);
    if (!is) {
      const over = path.replace(/(\[\]|\.?[^.[\]]+)$/, '');
      // What stands below something that is gone, or in a list that is empty today, is said with it.
      if (over === path || now.has(over) || over === '') found.push(`${path} is gone: ${broken}`);
      continue;
    }
    const strange = [...is.kinds].filter((kind) => !reads(was.kinds, kind));
    // Whole numbers are numbers too: a share that happened to be 1 is no kind of its own.
    const numeric = is.kinds.has('integer') || is.kinds.has('number');
    const lost = [...was.kinds].filter(
      (kind) =>
        kind !== 'null' && !is.kinds.has(kind) && !(numeric && (kind === 'number' || (kind === 'integer' && was.kinds.has('number')))),
    );
    const neverFilled = was.kinds.size === 1 && was.kinds.has('null');
    if (strange.length > 0 && neverFilled) found.push(`${path} is ${strange.join(', ')} now, and was always null: ${added}`);
    else if (strange.length > 0) found.push(`${path} is ${strange.join(', ')}, was ${[...was.kinds].join(', ')}: ${broken}`);
    else if (lost.length > 0) found.push(`${path} is never ${lost.join(', ')} any more: ${broken}`);
    if (always(was) && !always(is)) found.push(`${path} is missing in some: ${broken}`);
  }
  for (const path of now.keys()) if (!held.has(path)) found.push(`${path} is new: ${added}`);
  return found;
}

/** Words that are gone or new in a list, or that are said without being in it. */
function wordChanges(held: Words, now: Words, shape: Shape | null): readonly string[] {
  const found: string[] = [];
  for (const path of new Set([...Object.keys(held), ...Object.keys(now)])) {
    const was = held[path] ?? [];
    const is = now[path] ?? [];
    for (const word of was) if (!is.includes(word)) found.push(`${path}: the word ${word} is gone: ${broken}`);
    for (const word of is) if (!was.includes(word)) found.push(`${path}: the word ${word} is new: ${added}`);
    for (const word of shape?.get(path)?.said ?? [])
      if (!is.includes(word)) found.push(`${path}: ${word} is said, and is none of its words: ${broken}`);
  }
  return found;
}

/** XML as it is read by somebody who knows nothing of it: every element a list, every text a text. */
function xmlIn(text: string): unknown {
  const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true, isArray: () => true });
  return JSON.parse(JSON.stringify(parser.parse(text)), (_name, value: unknown) => (value === '' ? null : value));
}

function cell(text: string): unknown {
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text) ? Number(text) : text;
}

function tableIn(text: string): { readonly head: readonly string[]; readonly rows: readonly unknown[]; readonly marks: string } {
  const [head = [], ...rows]: string[][] = parse(text, { bom: true });
  const marks = [text.startsWith('\uFEFF') ? 'a byte order mark' : 'no byte order mark', text.includes('\r\n') ? 'CRLF' : 'LF'].join(', ');
  return { head, marks, rows: rows.map((row) => Object.fromEntries(head.map((name, at) => [name, cell(row[at] ?? '')]))) };
}

/** Compares with the samples of a folder. Each gives what changed, in words, each line with what to do; empty where everything is as it was. */
export function samplesOf(folder: string) {
  const pathOf = (name: string): string => join(folder, 'samples', name);
  const read = (name: string): string => {
    if (!existsSync(pathOf(name))) throw new Error(`${pathOf(name)} is missing: store an answer of today there (${decision})`);
    return readFileSync(pathOf(name), 'utf8');
  };
  const named = (name: string, found: readonly string[]): readonly string[] =>
    found.map((line) => `${relative(root, pathOf(name))}: ${line}`);
  const stored = <T>(name: string): T => JSON.parse(read(name)) as T;

  return {
    /** What lies in a sample. */
    stored,
    /** Answers of today together show all that the sample shows; `now` are the words of today's code for the sample's paths. */
    json(name: string, answers: readonly unknown[], now: Words = {}): readonly string[] {
      const { maps = [], words = {}, examples } = stored<Sample>(name);
      const shape = shapeOf(answers, maps, words);
      return named(name, [...differences(shapeOf(examples, maps, words), shape), ...wordChanges(words, now, shape)]);
    },
    xml(name: string, text: string): readonly string[] {
      return named(name, differences(shapeOf([xmlIn(read(name))], [], {}), shapeOf([xmlIn(text)], [], {})));
    },
    /** Columns in their order, what stands in them, and how lines begin and end. */
    csv(name: string, text: string): readonly string[] {
      const was = tableIn(read(name));
      const is = tableIn(text);
      const moved = was.head.filter((column, at) => is.head.includes(column) && is.head[at] !== column);
      return named(name, [
        ...moved.map((column) => `${column} stands in another place: ${broken}`),
        ...(was.marks === is.marks ? [] : [`it has ${is.marks}, had ${was.marks}: ${broken}`]),
        ...differences(shapeOf(was.rows, [], {}), shapeOf(is.rows, [], {})),
      ]);
    },
  };
}
