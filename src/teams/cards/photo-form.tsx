import type { Purpose } from '../../people/index.ts';
import { Button, Card, ChoiceField, type FieldProblem, FileField, FormToken, problemOf, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** The photograph of a member: shown, sent in with the words that are agreed to, and taken out again. */
export function PhotoForm(props: {
  view: View;
  /** Where it is sent; `/remove` behind it takes it out. */
  action: string;
  /** Address of the picture; null for none. */
  photo: string | null;
  name: string;
  /** What is agreed to, in today's words; null where this installation does not ask it: then there are no pictures. */
  consent: Purpose | null;
  by: 'self' | 'official';
  problems: readonly FieldProblem[];
}) {
  const { view, consent, problems } = props;
  const { lang } = view;
  const t = texts[lang];
  if (consent === null) return null;
  const version = String(consent.version);
  return (
    <Card title={t.photo_title()} id="photo">
      {props.photo !== null && (
        <form class="form" method="post" action={`${props.action}/remove`}>
          <FormToken view={view} />
          <img src={props.photo} width="160" height="160" alt={t.photo_of({ name: props.name })} />
          <p>{t.photo_remove_why()}</p>
          <Button kind="secondary">{t.photo_remove()}</Button>
        </form>
      )}
      <form class="form" method="post" action={props.action} enctype="multipart/form-data">
        <FormToken view={view} />
        <FileField
          lang={lang}
          name="photo"
          label={props.photo === null ? t.photo_choose() : t.photo_choose_other()}
          hint={t.photo_hint()}
          accept="image/jpeg,image/png,image/webp"
          error={problemOf(problems, 'photo')}
        />
        {props.by === 'self' ? (
          <ChoiceField
            lang={lang}
            name="agree"
            label={consent.titles[lang]}
            many
            options={[{ value: version, label: consent.words[lang] }]}
            error={problemOf(problems, 'agree')}
          />
        ) : (
          <>
            <p>
              <strong>{t.photo_words()}</strong> {consent.words[lang]}
            </p>
            <input type="hidden" name="version" value={version} />
            <ChoiceField
              lang={lang}
              name="agree"
              label={t.photo_how()}
              options={[
                { value: 'paper', label: t.photo_how_paper() },
                { value: 'spoken', label: t.photo_how_spoken() },
              ]}
              error={problemOf(problems, 'agree')}
            />
          </>
        )}
        <Button>{t.photo_send()}</Button>
      </form>
    </Card>
  );
}
