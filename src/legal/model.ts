/** Pure rules about citing documents; safe for a phone. */
import type { Lang } from '../platform/i18n/index.ts';

const english: Readonly<Record<string, string>> = {
  Điều: 'Article',
  khoản: 'clause',
  điểm: 'point',
  'Phụ lục': 'Annex',
  Chương: 'Chapter',
};

/** The stored path of a clause as people cite it: 'Điều 1.khoản 2' is 'khoản 2 Điều 1', in English 'Article 1, clause 2'. */
export function citation(path: string, lang: Lang): string {
  const parts = path.split('.').map((part) => part.trim());
  if (lang === 'vi') return parts.reverse().join(' ');
  return parts
    .map((part) => {
      const word = Object.keys(english).find((start) => part.startsWith(`${start} `));
      return word === undefined ? part : `${english[word]}${part.slice(word.length)}`;
    })
    .join(', ');
}
