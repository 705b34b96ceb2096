/** `/coverage/picture.svg`: the answer as a picture of 1200 by 630, for previews and messages. Colours are those of the light page. */

import type { RichText } from '../../../platform/i18n/index.ts';
import { formatInteger } from '../../../platform/numbers/index.ts';
import { type Showing, sentence } from './gather.ts';
import { texts } from './messages.gen.ts';

const colours: Readonly<Record<string, string>> = { good: '#2d6a3f', waiting: '#8a5a00' };
const ink = '#1b1d29';
const muted = '#565a6e';

interface Word {
  readonly text: string;
  readonly colour: string;
}

/** Letters on a line at each size of type, the largest first: the sentence takes the first size at which it fits. */
const sizes = [
  { size: 54, letters: 36, lines: 4 },
  { size: 46, letters: 43, lines: 5 },
  { size: 38, letters: 52, lines: 6 },
  { size: 30, letters: 66, lines: 7 },
] as const;

/** `place` is the unit as a title. Days may be marks: they have the width of a day. */
export function pictureSvg(showing: Showing, place: string): string {
  const { view, lang, choice, day, mapDay, kinds, about } = showing;
  const t = texts[lang];
  const words = wordsOf(sentence(showing), ink);
  const size = sizes.find(({ letters, lines }) => wrap(words, letters).length <= lines) ?? sizes[3];
  const lines = wrap(words, size.letters).slice(0, size.lines);
  const dated = choice.map === null ? t.kicker_same({ unit: place, day }) : t.kicker({ unit: place, day, map: mapDay });
  const head = view.assumed ? `${dated} (${t.assumed_day()})` : dated;
  const number = (value: number) => formatInteger(value, lang);
  const figures = [
    ...(about === 'units'
      ? [
          {
            value: `${number(view.communes.withTeam)}/${number(view.communes.total)}`,
            label: t.card_communes({ kinds: kinds.communes(2) }),
          },
        ]
      : []),
    ...(about === 'village'
      ? []
      : [
          {
            value: `${number(view.villages.withTeam)}/${number(view.villages.total)}`,
            label: t.card_villages({ kinds: kinds.villages(2) }),
          },
        ]),
    { value: number(view.members.commune + view.members.village), label: t.picture_numbers_members() },
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630" font-family="Be Vietnam Pro" role="img">
<title>${escaped(place)}</title>
<rect width="1200" height="630" fill="#fbfaf5"/>
<rect width="1200" height="18" fill="#26306b"/>
<path d="${stitches()}" fill="#c98a12"/>
<text x="60" y="92" font-size="28" fill="${muted}">${escaped(head)}</text>
${lines.map((line, index) => `<text x="60" y="${92 + size.size + 24 + index * size.size * 1.3}" font-size="${size.size}" font-weight="600" xml:space="preserve">${line.map((word) => `<tspan fill="${word.colour}">${escaped(word.text)}</tspan>`).join(' ')}</text>`).join('\n')}
${figures.map((figure, index) => `<text x="${60 + index * 370}" y="500" font-size="54" font-weight="600" fill="#26306b">${escaped(figure.value)}</text><text x="${60 + index * 370}" y="536" font-size="22" fill="${muted}">${escaped(figure.label)}</text>`).join('\n')}
<rect x="60" y="566" width="1080" height="1" fill="#dcd9cd"/>
<text x="60" y="602" font-size="22" fill="${muted}">${t.picture_foot()}</text>
</svg>`;
}

/** The band under the head: slanted stitches, as under the header of pages. */
function stitches(): string {
  return Array.from({ length: 50 }, (_, index) => `M${index * 24} 18h12l-8 10h-12z`).join('');
}

function wordsOf(text: RichText, colour: string): Word[] {
  const words: Word[] = [];
  let open = false;
  const take = (parts: RichText, of: string) => {
    for (const part of parts) {
      if (typeof part !== 'string') {
        take(part.parts, colours[part.mark] ?? of);
        continue;
      }
      for (const piece of part.split(/( )/)) {
        if (piece === ' ') open = false;
        else if (piece !== '') {
          const last = open ? words.pop() : undefined;
          words.push(last ? { text: `${last.text}${piece}`, colour: last.colour } : { text: piece, colour: of });
          open = true;
        }
      }
    }
  };
  take(text, colour);
  return words;
}

function wrap(words: readonly Word[], letters: number): Word[][] {
  const lines: Word[][] = [[]];
  let length = 0;
  for (const word of words) {
    if (length > 0 && length + 1 + word.text.length > letters) {
      lines.push([]);
      length = 0;
    }
    lines.at(-1)?.push(word);
    length += (length > 0 ? 1 : 0) + word.text.length;
  }
  return lines;
}

const replacements: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => replacements[letter] ?? letter);
