/**
 * Compiles one module's texts (ICU messages in Vietnamese and English) to the source of typed functions. Everything that a
 * reader of the texts could trip over is a problem with the file and the key: a missing key, other parameters in the other
 * language, a text that isn't NFC, straight quotes, double spaces.
 */
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';

export interface TextProblem {
  readonly file: string;
  readonly key: string;
  readonly message: string;
}

interface Source {
  readonly file: string;
  readonly json: string;
}

/** A folder's two files and the way from there to `src/platform`, such as `../platform`. */
export interface TextSources {
  readonly vi: Source;
  readonly en: Source;
  readonly platform: string;
}

type LangName = 'vi' | 'en';
type Kind = 'any' | 'number' | 'date' | 'select';
interface Param {
  readonly kind: Kind;
  readonly options: ReadonlySet<string>;
}
interface Message {
  readonly elements: readonly MessageFormatElement[];
  readonly params: Map<string, Param>;
  readonly marks: ReadonlySet<string>;
}

const keyForm = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const categories: Record<LangName, ReadonlySet<string>> = {
  vi: new Set(new Intl.PluralRules('vi').resolvedOptions().pluralCategories),
  en: new Set(new Intl.PluralRules('en').resolvedOptions().pluralCategories),
};

/** The TypeScript source for `messages.gen.ts`, and the problems found (with problems the source is not to be used). */
export function compileTexts(sources: TextSources): { source: string; keys: readonly string[]; problems: readonly TextProblem[] } {
  const problems: TextProblem[] = [];
  const vi = readMessages(sources.vi, 'vi', problems);
  const en = readMessages(sources.en, 'en', problems);
  for (const key of vi.keys())
    if (!en.has(key)) problems.push({ file: sources.en.file, key, message: `missing; it is in ${sources.vi.file}` });
  for (const key of en.keys())
    if (!vi.has(key)) problems.push({ file: sources.vi.file, key, message: `missing; it is in ${sources.en.file}` });
  const both = [...vi.entries()].flatMap(([key, viMessage]) => {
    const enMessage = en.get(key);
    return enMessage ? [{ key, vi: viMessage, en: enMessage }] : [];
  });
  for (const { key, vi: a, en: b } of both) {
    const difference = differ(a, b);
    if (difference) problems.push({ file: sources.en.file, key, message: difference });
  }
  return { source: problems.length === 0 ? print(both, sources.platform) : '', keys: [...vi.keys()], problems };
}

function readMessages(source: Source, lang: LangName, problems: TextProblem[]): Map<string, Message> {
  const messages = new Map<string, Message>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(source.json);
  } catch (error) {
    problems.push({ file: source.file, key: '', message: `not JSON: ${(error as Error).message}` });
    return messages;
  }
  const seen = new Set<string>();
  for (const [, key] of source.json.matchAll(/^\s*"([^"]+)"\s*:/gm)) {
    if (key !== undefined && seen.has(key)) problems.push({ file: source.file, key, message: 'given twice' });
    if (key !== undefined) seen.add(key);
  }
  for (const [key, text] of Object.entries(parsed as Record<string, unknown>)) {
    const say = (message: string) => problems.push({ file: source.file, key, message });
    if (!keyForm.test(key)) say('a key is small letters, digits and single underscores');
    if (typeof text !== 'string' || text === '') {
      say('the text is empty or not a text');
      continue;
    }
    for (const complaint of typography(text)) say(complaint);
    try {
      const elements = parse(text, { shouldParseSkeletons: false });
      const message: Message = { elements, params: new Map(), marks: new Set(marksOf(elements)) };
      for (const complaint of collect(elements, lang, message.params)) say(complaint);
      messages.set(key, message);
    } catch (error) {
      say(`not an ICU message: ${(error as Error).message}`);
    }
  }
  return messages;
}

/** What is wrong with the letters, spaces and quotes of a text. */
function typography(text: string): string[] {
  const found: string[] = [];
  if (text !== text.normalize('NFC')) found.push('not in NFC: write it again with composed letters');
  if (/[^\S\n\u00A0]{2}|\u00A0\u00A0/.test(text)) found.push('two spaces in a row');
  if (/^\s|\s$/.test(text)) found.push('a space at the beginning or end');
  if (/"/.test(text)) found.push('straight quotes: use “ ”');
  if (/'(?![{}<>#|'])/.test(text.replace(/'[{}<>#|][^']*'/g, ''))) found.push('a straight apostrophe: use ’');
  if (/\.\.\./.test(text)) found.push('three dots: use …');
  if (/\s-\s/.test(text)) found.push('a hyphen between spaces: use –');
  if (/\s[,;.!?](?:\s|$)/.test(text)) found.push('a space before a punctuation mark');
  return found;
}

function collect(elements: readonly MessageFormatElement[], lang: LangName, params: Map<string, Param>): string[] {
  const found: string[] = [];
  const add = (name: string, kind: Kind, options: ReadonlySet<string> = new Set()) => {
    const merged = merge(params.get(name), { kind, options });
    if (merged) params.set(name, merged);
    else found.push(`{${name}} is used as two kinds`);
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) found.push(`{${name}}: a parameter is camelCase`);
  };
  for (const element of elements) {
    if (element.type === TYPE.argument) add(element.value, 'any');
    else if (element.type === TYPE.number || element.type === TYPE.date) {
      add(element.value, element.type === TYPE.number ? 'number' : 'date');
      if (element.style) found.push(`{${element.value}}: formats have no style here; give a text where another form is needed`);
    } else if (element.type === TYPE.time) found.push(`{${element.value}, time}: give times as text`);
    else if (element.type === TYPE.tag) found.push(...collect(element.children, lang, params));
    else if (element.type === TYPE.select) {
      add(element.value, 'select', new Set(Object.keys(element.options)));
      for (const option of Object.values(element.options)) found.push(...collect(option.value, lang, params));
    } else if (element.type === TYPE.plural) {
      add(element.value, 'number');
      if (element.pluralType === 'ordinal') found.push(`{${element.value}, selectordinal}: not supported`);
      if (element.offset !== 0) found.push(`{${element.value}}: plural offsets are not supported`);
      for (const [category, option] of Object.entries(element.options)) {
        if (!category.startsWith('=') && !categories[lang].has(category))
          found.push(`{${element.value}}: ${lang} has no plural “${category}”`);
        found.push(...collect(option.value, lang, params));
      }
      for (const category of categories[lang])
        if (!element.options[category]) found.push(`{${element.value}}: plural “${category}” is missing`);
    }
  }
  return found;
}

/** A parameter named plainly in one place may be a number in another; the narrower kind counts. */
function merge(a: Param | undefined, b: Param): Param | null {
  if (!a || a.kind === 'any') return b;
  if (b.kind === 'any') return a;
  if (a.kind !== b.kind) return null;
  return { kind: a.kind, options: new Set([...a.options, ...b.options]) };
}

function marksOf(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.tag) return [element.value, ...marksOf(element.children)];
    if (element.type === TYPE.select || element.type === TYPE.plural)
      return Object.values(element.options).flatMap((o) => marksOf(o.value));
    return [];
  });
}

function differ(vi: Message, en: Message): string | null {
  const list = (set: Iterable<string>) => [...set].sort().join(', ') || 'none';
  if (list(vi.params.keys()) !== list(en.params.keys()))
    return `parameters differ: vi has ${list(vi.params.keys())}; en has ${list(en.params.keys())}`;
  if (list(vi.marks) !== list(en.marks)) return `marks differ: vi has ${list(vi.marks)}; en has ${list(en.marks)}`;
  for (const [name, param] of vi.params) {
    const other = en.params.get(name);
    if (other && !merge(param, other)) return `{${name}} is ${param.kind} in vi and ${other.kind} in en`;
    if (other && param.kind === 'select' && other.kind === 'select' && list(param.options) !== list(other.options))
      return `{${name}}: choices differ`;
  }
  return null;
}

function print(all: readonly { key: string; vi: Message; en: Message }[], platform: string): string {
  const used = new Set<string>();
  const table = (lang: LangName) =>
    all
      .map(({ key, [lang]: message }) => `  ${key}: (${message.params.size > 0 ? 'p' : ''}) => ${expression(message, lang, used)},`)
      .join('\n');
  const vi = table('vi');
  const en = table('en');
  const types = all.map(({ key, vi: a, en: b }) => `  ${key}(${paramType(a, b, used)}): ${result(a, used)};`);
  const numbers = used.has('formatNumber') ? `import { formatNumber } from '${platform}/numbers/index.ts';\n` : '';
  const calendar = used.has('formatDate') ? `import { formatDate } from '${platform}/calendar/index.ts';\n` : '';
  const i18n = ['Lang', 'RichText', 'TextValue'].filter((name) => name === 'Lang' || used.has(name)).join(', ');
  const helper = used.has('v')
    ? `const v = (value: TextValue, lang: Lang): string => (typeof value === 'string' ? value : formatNumber(value, lang));\n`
    : '';
  return `// Compiled from messages.vi.json and messages.en.json by scripts/messages.ts; changes go there.
import type { ${i18n} } from '${platform}/i18n/index.ts';
${calendar}${numbers}
export interface Texts {
${types.join('\n')}
}

${helper}const vi: Texts = {
${vi}
};

const en: Texts = {
${en}
};

export const texts: Record<Lang, Texts> = { vi, en };
`;
}

function result(message: Message, used: Set<string>): string {
  if (message.marks.size === 0) return 'string';
  used.add('RichText');
  return 'RichText';
}

function paramType(vi: Message, en: Message, used: Set<string>): string {
  if (vi.params.size === 0) return '';
  const fields = [...vi.params].map(([name, param]) => {
    const merged = merge(param, en.params.get(name) ?? param) ?? param;
    const known = [...merged.options].filter((option) => option !== 'other').map((option) => `'${option}'`);
    if (merged.kind === 'any') used.add('TextValue');
    const type = { any: 'TextValue', number: 'number | bigint', date: 'string', select: [...known, '(string & {})'].join(' | ') }[
      merged.kind
    ];
    return `readonly ${name}: ${type}`;
  });
  return `p: { ${fields.join('; ')} }`;
}

function expression(message: Message, lang: LangName, used: Set<string>): string {
  return message.marks.size > 0 ? `[${pieces(message.elements, lang, used, null).join(', ')}]` : text(message.elements, lang, used, null);
}

function text(elements: readonly MessageFormatElement[], lang: LangName, used: Set<string>, count: string | null): string {
  const all = pieces(elements, lang, used, count);
  return all.length === 0 ? `''` : all.join(' + ');
}

function pieces(elements: readonly MessageFormatElement[], lang: LangName, used: Set<string>, count: string | null): string[] {
  return elements.map((element) => {
    switch (element.type) {
      case TYPE.literal:
        return JSON.stringify(element.value);
      case TYPE.argument:
        used.add('v').add('TextValue').add('formatNumber');
        return `v(p.${element.value}, '${lang}')`;
      case TYPE.number:
        used.add('formatNumber');
        return `formatNumber(p.${element.value}, '${lang}')`;
      case TYPE.pound:
        used.add('formatNumber');
        return `formatNumber(p.${count}, '${lang}')`;
      case TYPE.date:
        used.add('formatDate');
        return `formatDate(p.${element.value}, '${lang}')`;
      case TYPE.time:
        return `''`;
      case TYPE.tag:
        return `{ mark: ${JSON.stringify(element.value)}, parts: [${pieces(element.children, lang, used, count).join(', ')}] }`;
      default:
        return choice(element, lang, used, count);
    }
  });
}

function choice(
  element: Extract<MessageFormatElement, { type: typeof TYPE.select | typeof TYPE.plural }>,
  lang: LangName,
  used: Set<string>,
  outer: string | null,
): string {
  const isPlural = element.type === TYPE.plural;
  const rich = Object.values(element.options).some((option) => marksOf(option.value).length > 0);
  const write = (value: readonly MessageFormatElement[]) => {
    const count = isPlural ? element.value : outer;
    return rich ? `{ mark: '', parts: [${pieces(value, lang, used, count).join(', ')}] }` : text(value, lang, used, count);
  };
  const otherwise = element.options.other;
  let source = otherwise ? write(otherwise.value) : `''`;
  const rest = Object.entries(element.options).filter(([name]) => name !== 'other');
  // Exact numbers are asked first, so they are wrapped around last.
  rest.sort(([a], [b]) => Number(a.startsWith('=')) - Number(b.startsWith('=')));
  for (const [name, option] of rest) {
    let test = `p.${element.value} === ${JSON.stringify(name)}`;
    if (isPlural && name.startsWith('=')) test = `Number(p.${element.value}) === ${Number(name.slice(1))}`;
    // English has one form besides “other”, and it is for exactly 1 (tested against Intl); Vietnamese has none.
    else if (isPlural) test = `Math.abs(Number(p.${element.value})) === 1`;
    source = `${test} ? ${write(option.value)} : ${source}`;
  }
  return `(${source})`;
}
