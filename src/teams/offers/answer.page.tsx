/** `/teams/offers`: what became of it, for whoever knows the code. Names nobody. */
import { formatDate } from '../../platform/calendar/index.ts';
import {
  Button,
  Card,
  DefinitionList,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  SearchForm,
  Timeline,
  type View,
} from '../../platform/ui/index.ts';
import { groupsOf } from './code.ts';
import { texts } from './messages.gen.ts';
import { isOpen } from './model.ts';
import type { Offer } from './queries.ts';
import { stateTone } from './state.ts';

export interface AnswerContent {
  readonly offer: Offer | null;
  readonly typed: string;
  readonly sent: boolean;
  readonly withdrawn: boolean;
}

export function answerPage(view: View, { offer, typed, sent, withdrawn }: AnswerContent): Page {
  const { lang } = view;
  const t = texts[lang];
  if (offer === null) {
    return {
      title: t.look_up_title(),
      unlisted: true,
      body: (
        <>
          <PageHeading title={t.look_up_title()} intro={t.look_up_intro()} />
          {typed !== '' && (
            <Notice tone="waiting" title={t.look_up_none()}>
              {t.look_up_none_advice()}
            </Notice>
          )}
          <SearchForm lang={lang} action="/teams/offers" name="code" label={t.look_up_label()} hint={t.look_up_hint()} value={typed} />
        </>
      ),
    };
  }
  return {
    title: t.answer_title({ kind: offer.kind }),
    unlisted: true,
    body: (
      <>
        <PageHeading eyebrow={offer.unitName} title={t.answer_title({ kind: offer.kind })}>
          <p>
            <Pill tone={stateTone(offer.state)}>{t.state({ state: offer.state })}</Pill>
          </p>
        </PageHeading>
        {sent && (
          <Notice tone="good" title={t.sent_title()}>
            {t.sent_next()}
          </Notice>
        )}
        {withdrawn && <Notice tone="good">{t.withdrawn_done()}</Notice>}
        <Card title={t.code_title()}>
          <p class="code">{groupsOf(offer.code)}</p>
          <p class="hint">{t.code_keep()}</p>
        </Card>
        {offer.answer !== null && (
          <Card title={t.answer_heading()}>
            <p class="whitespace-pre-line">{offer.answer}</p>
          </Card>
        )}
        <Card title={t.details_heading()}>
          <DefinitionList
            rows={[
              { term: t.field_what({ kind: offer.kind }), value: offer.what },
              { term: t.field_from(), value: offer.from === null ? null : formatDate(offer.from) },
              { term: t.field_until(), value: offer.until === null ? null : formatDate(offer.until) },
            ].filter((row) => row.value !== null)}
          />
          {offer.contributions.length > 0 && (
            <Timeline
              lang={lang}
              steps={offer.contributions.map((one) => ({ title: one.what, when: formatDate(one.onDay), state: 'done' }))}
            />
          )}
        </Card>
        {isOpen(offer.state) && (
          <form method="post" action={`/teams/offers/${offer.code}/withdraw`}>
            <FormToken view={view} />
            <p>{t.withdraw_what()}</p>
            <Button kind="secondary">{t.withdraw_button()}</Button>
          </form>
        )}
      </>
    ),
  };
}
