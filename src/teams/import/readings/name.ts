import { tidy } from '../../../platform/text/index.ts';
import { type Cell, finding, type Read } from '../model.ts';

const LONGEST_NAME = 100;

/** Forms of address before a name of two words or more; Ông Văn … and Anh Tuấn are names. */
const address = /^(?:(?:ông|bà|anh|chị|cô|chú|thầy)\s*[.:]?\s+(?!văn\s|thị\s)(?=\S+\s+\S)|(?:đồng chí|đ\/c|đc)\s*[.:]?\s+)/iu;
const numbered = /^\d{1,4}\s*[.):/-]\s*/u;
/** Letters of any script, and what joins parts of a name. */
const looksLikeName = /^[\p{L}\p{M}][\p{L}\p{M}'’. -]*$/u;

const titleCase = (text: string): string =>
  text
    .toLocaleLowerCase('vi')
    .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toLocaleUpperCase('vi'));

const oneCase = (text: string): boolean =>
  (text === text.toLocaleUpperCase('vi') || text === text.toLocaleLowerCase('vi')) && /\p{L}.*\p{L}/u.test(text);

/**
 * The name of a person: without forms of address and numbering, capital or small letters throughout as a proposal in title case.
 * `aside` is what stood in brackets behind it.
 */
export function readName(cell: Cell | undefined): Read<{ name: string; aside: string }> {
  const written = tidy(cell?.text ?? '');
  const lines = (cell?.text ?? '').split('\n').filter((line) => /\S\s+\S/u.test(line));
  if (written === '') return { value: { name: '', aside: '' }, findings: [finding('E-NAME-MISSING', 'name')] };
  const strange = { value: { name: '', aside: '' }, findings: [finding('E-NAME-STRANGE', 'name', { value: written.slice(0, 60) })] };
  const bracket = /^(.*?)\s*\(([^()]*)\)\s*$/u.exec(written);
  const aside = bracket?.[2] ?? '';
  const bare = (bracket?.[1] ?? written).replace(numbered, '').replace(address, '').trim();
  if (lines.length > 1 || /[,;/&+]|\s+(?:và|-)\s+/u.test(bare))
    return { value: { name: '', aside }, findings: [finding('E-NAME-TWO', 'name', { value: written.slice(0, 60) })] };
  if (!looksLikeName.test(bare) || bare.length > LONGEST_NAME || !/\p{L}/u.test(bare)) return strange;
  const name = oneCase(bare) ? titleCase(bare) : bare;
  return {
    value: { name, aside },
    findings: name === written ? [] : [finding('P-NAME', 'name', { value: written.slice(0, 120), read: name })],
  };
}
