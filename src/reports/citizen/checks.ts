/** What is wrong with a piece of a draft, in words at its field. The command judges again; here people hear it before they go on. */

import { normalPhone } from '../../people/index.ts';
import type { Staged } from '../../platform/files/uploads/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { limits } from '../contract.ts';
import type { Category, Question } from '../core/index.ts';
import { answerField, type Draft, type Piece, pointOf } from './draft.ts';
import { texts } from './messages.gen.ts';

/** All that the checks look at beside the draft. */
export interface Checked {
  readonly category: Category;
  readonly questions: readonly Question[];
  readonly staged: readonly Staged[];
  /** Whether the commune or village is one of today's map. */
  readonly unitKnown: boolean;
}

type Check = (draft: Draft, about: Checked, lang: Lang) => FieldProblem[];

/** Where somebody can go who comes to tell the answer: a number to ask the way, or the place and a name (of one's own home none is needed). */
const canBeVisited = ({ phone, name, atHome, commune, village, placeWords }: Draft): boolean =>
  phone !== '' || (commune !== '' && (village !== '' || placeWords !== '') && (atHome || name !== ''));

const say: Check = (draft, { category, questions, staged }, lang) => {
  const t = texts[lang];
  const problems: FieldProblem[] = [];
  if (draft.words.length > limits.words) problems.push({ field: 'words', message: t.say_long({ most: limits.words }) });
  // A picture can show what is broken; it can't ask a question.
  const enough = category.kind === 'field' ? staged.length > 0 : staged.some((one) => one.kind === 'audio');
  if (!/\p{L}/u.test(draft.words) && !enough) problems.push({ field: 'words', message: t.say_missing() });
  for (const question of questions) {
    if (question.required && (draft.answers[question.code] ?? '') === '') {
      problems.push({ field: answerField(question.code), message: t.answer_missing({ question: question.labels[lang] }) });
    }
  }
  return problems;
};

const where: Check = (draft, { category, unitKnown }, lang) => {
  const t = texts[lang];
  const problems: FieldProblem[] = [];
  const needed = category.place === 'required';
  if (draft.commune === '' && needed) problems.push({ field: 'commune', message: t.where_commune_missing() });
  if (draft.commune !== '' && !unitKnown) problems.push({ field: 'commune', message: t.where_unknown() });
  if (needed && pointOf(draft) === null && draft.placeWords === '' && draft.village === '') {
    problems.push({ field: 'place_words', message: t.where_place_missing() });
  }
  if (draft.placeWords.length > limits.placeWords)
    problems.push({ field: 'place_words', message: t.where_long({ most: limits.placeWords }) });
  return problems;
};

const look: Check = (draft, { category }, lang) => {
  const t = texts[lang];
  const problems: FieldProblem[] = [];
  const strange = draft.phone !== '' && normalPhone(draft.phone) === null;
  if (strange) problems.push({ field: 'phone', message: t.look_phone_strange() });
  if (draft.phone === '' && (draft.answerBy === 'sms' || draft.answerBy === 'call')) {
    problems.push({ field: 'phone', message: t.look_phone_needed() });
  }
  if (draft.whom !== 'somebody') {
    if (draft.answerBy === 'visit' && !canBeVisited(draft)) {
      problems.push({ field: 'phone', message: category.place === 'none' ? t.look_visit_phone_needed() : t.look_visit_needed() });
    }
    return problems;
  }
  if (draft.consent === '') problems.push({ field: 'consent', message: t.somebody_consent_missing() });
  // Whoever filled in a slip keeps the half with its code: the answer is found without a name or number.
  const findable = draft.door === 'slip' || draft.person !== '' || draft.name !== '' || draft.phone !== '';
  if (!findable) problems.push({ field: 'name', message: t.somebody_contact() });
  return problems;
};

/** What is wrong with a piece; a piece that shows nothing to fill in has nothing wrong. */
export function problemsOf(piece: Piece, draft: Draft, about: Checked, lang: Lang): readonly FieldProblem[] {
  if (piece === 'say') return say(draft, about, lang);
  if (piece === 'where') return about.category.place === 'none' ? [] : where(draft, about, lang);
  return piece === 'look' ? look(draft, about, lang) : [];
}

/** Where the field of a refusal of the command stands in the form, and how it is called there. */
export function fieldOf(name: string): { readonly piece: Piece; readonly field: string } {
  const last = name.split('.').at(-1) ?? name;
  if (name.startsWith('answers')) return { piece: 'say', field: answerField(last) };
  const known: Readonly<Record<string, { piece: Piece; field: string }>> = {
    categoryCode: { piece: 'what', field: 'category' },
    words: { piece: 'say', field: 'words' },
    uploads: { piece: 'say', field: 'photos' },
    place: { piece: 'where', field: 'place_words' },
    unitId: { piece: 'where', field: 'commune' },
    id: { piece: 'look', field: 'name' },
    language: { piece: 'say', field: 'language' },
    lat: { piece: 'where', field: 'place_words' },
    lon: { piece: 'where', field: 'place_words' },
    name: { piece: 'look', field: 'name' },
    contact: { piece: 'look', field: 'phone' },
    phone: { piece: 'look', field: 'phone' },
    answerBy: { piece: 'look', field: 'answer_by' },
    onBehalf: { piece: 'look', field: 'consent' },
    consent: { piece: 'look', field: 'consent' },
  };
  if (name === 'place.words') return { piece: 'where', field: 'place_words' };
  return known[last] ?? known[name] ?? { piece: 'look', field: 'name' };
}
