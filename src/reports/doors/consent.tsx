/** That somebody agrees to be written down for: the words to read out, and the tick that it was said. */
import { ChoiceField, type FieldProblem, Notice, problemOf, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

export function ConsentAsked({ view: { lang }, problems }: { readonly view: View; readonly problems: readonly FieldProblem[] }) {
  const t = texts[lang];
  return (
    <>
      <Notice title={t.consent_read_out()}>
        <p>{t.consent_words()}</p>
      </Notice>
      <ChoiceField
        lang={lang}
        name="agreed"
        label={t.consent_label()}
        many
        options={[{ value: 'yes', label: t.consent_yes() }]}
        error={problemOf(problems, 'agreed')}
      />
    </>
  );
}
