/** What tells about a person in the words that everybody is to see: marked, and shown only once somebody has looked at each place and says so. */
import { createHash } from 'node:crypto';
import type { ComponentChildren } from 'preact';
import type { Lang } from '../../../platform/i18n/index.ts';
import { ChoiceField, type FieldProblem, Notice } from '../../../platform/ui/index.ts';
import { type PersonalWord, personalWordsIn } from '../../core/personal-words.ts';
import { texts } from '../messages.gen.ts';
import { plain } from '../words.ts';
import { bound, type StepField } from './step-fields.tsx';
import { fieldName, type TypedStep } from './typed.ts';

/** The words of a face, by the name of their field. */
type FaceWords = Readonly<Record<'face.words' | 'face.placeWords', string>>;

const sure = 'face.sure';
const foundIn = (words: FaceWords): readonly PersonalWord[] => [
  ...personalWordsIn(words['face.words']),
  ...personalWordsIn(words['face.placeWords']),
];
/** What somebody is sure of: these finds, and no others that are written afterwards. */
const markOf = (found: readonly PersonalWord[]): string =>
  createHash('sha256')
    .update(found.map(({ text }) => text).join('\n'))
    .digest('hex')
    .slice(0, 16);

/** What stands against showing what was typed; empty where nothing personal is found, and where it was confirmed as it stands. */
export function unconfirmed({ step, values }: TypedStep, lang: Lang): readonly FieldProblem[] {
  const text = (key: string): string => values[key] ?? '';
  const found = foundIn({ 'face.words': text('face.words'), 'face.placeWords': text('face.placeWords') });
  if (found.length === 0 || text(sure) === markOf(found)) return [];
  return [{ field: fieldName(step, sure), message: texts[lang].personal_unconfirmed() }];
}

function marked(text: string, found: readonly PersonalWord[]): ComponentChildren {
  let last = 0;
  const parts = found.map(({ start, end }) => {
    const before = text.slice(last, start);
    last = end;
    return (
      <>
        {before}
        <mark>{text.slice(start, end)}</mark>
      </>
    );
  });
  return (
    <>
      {parts}
      {text.slice(last)}
    </>
  );
}

/** The hint and the tick that it asks for; nothing where nothing is found. */
export function PersonalWords({ field, words }: { field: StepField; words: FaceWords }) {
  const { lang } = field;
  const t = texts[lang];
  const found = foundIn(words);
  if (found.length === 0) return null;
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  return (
    <Notice tone="waiting" title={t.personal_title({ count: found.length })}>
      <p>{t.personal_kinds({ kinds: kinds.map((kind) => t.personal_kind({ kind: plain(kind) })).join(', ') })}</p>
      {[words['face.words'], words['face.placeWords']].map((text) => {
        const here = personalWordsIn(text);
        return here.length === 0 ? null : (
          <p key={text} class="whitespace-pre-line desk-found">
            {marked(text, here)}
          </p>
        );
      })}
      <p>{t.personal_advice()}</p>
      <ChoiceField
        {...bound(field, sure)}
        many
        label={t.personal_sure_label()}
        options={[{ value: markOf(found), label: t.personal_sure() }]}
      />
    </Notice>
  );
}
