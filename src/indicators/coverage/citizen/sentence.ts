/** The answer in one sentence or two, such that a leader could read it out. */
import type { Lang, RichText } from '../../../platform/i18n/index.ts';
import { texts } from './messages.gen.ts';

/** How many places of a level there are, and how many of them have a team. */
export interface Places {
  readonly withTeam: number;
  readonly total: number;
}

export interface Answered {
  /** What the page is about: several units, one unit, a commune or a village. */
  readonly about: 'units' | 'commune' | 'village';
  /** Its name inside a sentence: `tỉnh Yên Bái`. */
  readonly name: string;
  /** The day as people write it. */
  readonly day: string;
  readonly communes: Places;
  readonly villages: Places;
  /** Communes of which nobody can say anything on this day. */
  readonly unknown: number;
  readonly members: number;
  readonly teams: number;
  /** The names of the levels: `xã, phường, thị trấn`. */
  readonly kinds: { readonly communes: string; readonly villages: string };
  /** Where most of the villages without a team lie, or all of them, or which ones they are. */
  readonly worst: { readonly name: string; readonly where: 'most' | 'only' | 'named' } | null;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function answerOf(of: Answered, lang: Lang): RichText {
  const t = texts[lang];
  if (of.about === 'village') return oneUnit(of, of.villages, lang);
  if (of.teams === 0 && of.communes.withTeam === 0 && of.villages.withTeam === 0 && of.unknown === 0)
    return t.answer_nothing({ day: of.day, place: of.name });
  const first = of.about === 'commune' ? oneUnit(of, of.communes, lang) : communes(of, lang);
  // Where nothing is known of any commune, nothing is known of their villages.
  if (of.unknown > 0 && of.unknown >= of.communes.total) return first;
  return [...first, ' ', ...villages(of, lang)];
}

function oneUnit(of: Answered, { withTeam }: Places, lang: Lang): RichText {
  const t = texts[lang];
  const name = capital(of.name);
  if (withTeam > 0) return t.answer_one_has({ name, members: of.members });
  return of.unknown > 0 ? t.answer_one_unknown({ name }) : t.answer_one_lacks({ name });
}

function communes({ communes: { withTeam, total }, unknown, kinds: { communes: kinds } }: Answered, lang: Lang): RichText {
  const t = texts[lang];
  if (unknown > 0) return t.answer_communes_unknown({ withTeam, total, kinds, missing: total - withTeam - unknown, unknown });
  if (withTeam === 0) return t.answer_communes_none({ kinds });
  if (withTeam < total) return t.answer_communes_some({ withTeam, total, missing: total - withTeam, kinds });
  return t.answer_communes_all({ withTeam, total, kinds });
}

function villages(of: Answered, lang: Lang): RichText {
  const t = texts[lang];
  const { withTeam, total } = of.villages;
  const kinds = of.kinds.villages;
  if (total === 0) return [t.answer_villages_absent({ kinds })];
  if (withTeam === 0) return t.answer_villages_none({ kinds });
  const whole = of.communes.withTeam === of.communes.total;
  if (withTeam === total) return t.answer_villages_all({ total, kinds, also: whole ? 'yes' : 'no' });
  return t.answer_villages_some({ missing: total - withTeam, total, kinds, where: of.worst?.where ?? 'none', place: of.worst?.name ?? '' });
}
