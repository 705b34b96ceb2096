/** What a report has to bring, by the rules of its category on the day. */

import { helpLanguages, normalPhone } from '../../../people/index.ts';
import type { Staged } from '../../../platform/files/uploads/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { plainWords, tidy } from '../../../platform/text/index.ts';
import { limits, type ReportInput, waysToAnswer } from '../../contract.ts';
import type { Question } from '../types.ts';
import type { Rules } from './rules.ts';

const longestAnswer = 500;
const longestName = 120;

/** Whether the category can be chosen, and nothing says that this is the wrong way. */
export function checkCategory({ category, notice }: Rules): Outcome<null> {
  if (category === null) return refused({ code: 'reports.category-unknown', field: 'categoryCode' });
  if (!category.leaf) return refused({ code: 'reports.category-not-final', field: 'categoryCode' });
  if (notice?.effect === 'stop') return refused({ code: 'reports.notice-stops', field: 'categoryCode', params: { notice: notice.code } });
  return accepted(null);
}

const fits: Readonly<Record<Question['answer'], (answer: string, question: Question) => boolean>> = {
  choice: (answer, { options }) => options.some((option) => option.code === answer),
  'yes-no': (answer) => answer === 'yes' || answer === 'no',
  text: (answer) => answer.length <= longestAnswer,
  number: (answer) => /^\d{1,9}([.,]\d{1,3})?$/.test(answer),
};

/** The answers to the questions that are asked; what nobody asked is left out. */
export function checkAnswers(questions: readonly Question[], given: ReportInput['answers']): Outcome<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const question of questions) {
    const answer = plainWords(Object.hasOwn(given, question.code) ? (given[question.code] ?? '') : '');
    const field = `answers.${question.code}`;
    if (answer === '') {
      if (question.required) return refused({ code: 'reports.answer-missing', field, params: { question: question.code } });
      continue;
    }
    if (!fits[question.answer](answer, question))
      return refused({ code: 'reports.answer-strange', field, params: { question: question.code } });
    answers[question.code] = answer;
  }
  return accepted(answers);
}

/** Words, recordings and pictures: something has to be said, and a question can't be asked by a picture alone. */
export function checkSaid(rules: Rules, input: ReportInput, staged: readonly Staged[]): Outcome<{ words: string; recordings: number }> {
  const words = plainWords(input.words);
  if (words.length > limits.words) return refused({ code: 'reports.words-long', field: 'words', params: { most: limits.words } });
  const count = (kind: string) => staged.filter((one) => one.kind === kind).length;
  const [photos, videos, recordings] = [count('image'), count('video'), count('audio')];
  const most = { photos: limits.photos, videos: limits.videos, recordings: limits.recordings };
  if (photos > most.photos || videos > most.videos || recordings > most.recordings)
    return refused({
      code: 'reports.files-too-many',
      field: 'uploads',
      params: { most: photos > most.photos ? most.photos : videos > most.videos ? most.videos : most.recordings },
    });
  const said = /\p{L}/u.test(words) || recordings > 0;
  if (rules.category?.kind !== 'field' && !said) return refused({ code: 'reports.said-nothing', field: 'words' });
  if (!said && photos + videos === 0) return refused({ code: 'reports.said-and-shown-nothing', field: 'words' });
  return accepted({ words, recordings });
}

/** Name, number and way of the answer: who wants to be called has to leave a number. */
export function checkContact(input: ReportInput): Outcome<{ name: string; phone: string } | null> {
  const name = tidy(input.contact.name);
  const typed = input.contact.phone.trim();
  if (!waysToAnswer.includes(input.answerBy)) return refused({ code: 'reports.answer-by-strange', field: 'answerBy' });
  if (name.length > longestName) return refused({ code: 'reports.words-long', field: 'contact.name', params: { most: longestName } });
  const phone = typed === '' ? '' : normalPhone(typed);
  if (phone === null) return refused({ code: 'reports.phone-strange', field: 'contact.phone' });
  if (phone === '' && (input.answerBy === 'sms' || input.answerBy === 'call'))
    return refused({ code: 'reports.phone-missing', field: 'contact.phone' });
  return accepted(name === '' && phone === '' ? null : { name, phone });
}

/** The language of help, where it is one of those that somebody helps in. */
export function checkLanguage(language: string): Outcome<string> {
  return helpLanguages.some((one) => one === language)
    ? accepted(language)
    : refused({ code: 'reports.language-unknown', field: 'language' });
}
