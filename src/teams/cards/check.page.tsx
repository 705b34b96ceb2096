import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Button,
  Card,
  DefinitionList,
  ErrorSummary,
  Field,
  FormToken,
  Icon,
  Notice,
  PageHeading,
  type View,
} from '../../platform/ui/index.ts';
import type { CheckAnswer } from './check.ts';
import { texts } from './messages.gen.ts';
import { type Code, inGroups, serialOf } from './model.ts';
import { memberRoleName } from './words.ts';

export interface CheckContent {
  /** Null before anything was checked. */
  readonly result: CheckAnswer | { readonly kind: 'wait'; readonly minutes: number } | null;
  /** What was checked, for its first eight digits alone. */
  readonly code?: Code;
  /** The photograph, as part of the page. */
  readonly picture?: string | null;
  /** What was typed has another number of digits than cards and phones show. */
  readonly wrong?: boolean;
  /** How the teams are called here. */
  readonly teamName: string;
  /** To which number people can send the same by SMS. */
  readonly smsNumber: string | null;
}

/** `/check`: one field, one answer, and the sentence that every household should know. */
export function checkPage(view: View, content: CheckContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { result } = content;
  return {
    title: t.check_title(),
    description: t.check_intro({ team: content.teamName }),
    unlisted: result !== null,
    scripts: ['teams/cards/check.client.ts'],
    body: (
      <div class="card-check">
        {result === null ? (
          <PageHeading title={t.check_title()} intro={t.check_intro({ team: content.teamName })} />
        ) : (
          <Result lang={lang} code={content.code} picture={content.picture ?? null} result={result} today={formatDate(view.today)} />
        )}
        <ErrorSummary lang={lang} problems={content.wrong ? [{ field: 'number', message: t.check_wrong_length() }] : []} />
        <NumberForm view={view} action="/check" again={result !== null} wrong={content.wrong ?? false} />
        <Never lang={lang} teamName={content.teamName} />
        <Card title={t.check_other_ways()}>
          {content.smsNumber !== null && <p>{t.check_by_sms({ number: content.smsNumber })}</p>}
          <p>{t.check_by_phone()}</p>
        </Card>
      </div>
    ),
  };
}

/** The one field: large digits, the keyboard of digits, spaces as on the card. */
export function NumberForm(props: { view: View; action: string; again?: boolean; wrong?: boolean }) {
  const { lang } = props.view;
  const t = texts[lang];
  return (
    <form class="form" method="post" action={props.action}>
      <FormToken view={props.view} />
      <Field
        lang={lang}
        name="number"
        label={props.again ? t.check_another() : t.check_number()}
        hint={t.check_number_hint()}
        error={props.wrong ? t.check_wrong_length() : undefined}
        control={(wiring) => (
          <input
            class="input card-number-input"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            maxLength={40}
            aria-required={true}
            spellcheck={false}
            {...wiring}
          />
        )}
      />
      <Button icon="search">{t.check_button()}</Button>
    </form>
  );
}

/** The answer in words, for the public page and for whoever sits at the telephone. `today` as people write it. */
export function Result(props: {
  lang: Lang;
  code: Code | undefined;
  picture: string | null;
  result: NonNullable<CheckContent['result']>;
  today: string;
}) {
  const { lang, result } = props;
  const t = texts[lang];
  if (result.kind === 'wait') {
    return (
      <Verdict tone="waiting" eyebrow={t.check_title()} title={t.check_wait_title()} why={t.check_wait({ minutes: result.minutes })} />
    );
  }
  const serial = props.code === undefined ? '' : inGroups(serialOf(props.code));
  const eyebrow = t.check_eyebrow({ serial, day: props.today });
  if (result.kind === 'unknown') return <Verdict tone="danger" eyebrow={eyebrow} title={t.check_unknown_title()} why={t.check_unknown()} />;
  if (result.kind === 'worthless')
    return <Verdict tone="danger" eyebrow={eyebrow} title={t.check_worthless_title()} why={t.check_worthless()} />;
  if (result.kind === 'serial') {
    return (
      <>
        <Verdict tone="waiting" eyebrow={eyebrow} title={t.check_serial_title()} why={t.check_serial()} />
        <Card>
          <DefinitionList
            rows={[
              { term: t.field_team(), value: result.team.name },
              { term: t.field_place(), value: result.team.place },
            ]}
          />
        </Card>
      </>
    );
  }
  return <Valid lang={lang} eyebrow={eyebrow} result={result} picture={props.picture} />;
}

/** A good card: who it is, from which team, for how long. Also read out on the telephone. */
function Valid(props: { lang: Lang; eyebrow: string; result: Extract<CheckAnswer, { kind: 'valid' }>; picture: string | null }) {
  const { lang, result, picture } = props;
  const t = texts[lang];
  const { member, team } = result;
  return (
    <>
      <Verdict
        tone="good"
        eyebrow={props.eyebrow}
        title={t.check_valid_title()}
        why={picture === null ? t.check_valid_name() : t.check_valid_photo()}
      />
      {result.awayUntil !== null && (
        <Notice tone="waiting" title={t.check_away_title({ day: formatDate(result.awayUntil) })}>
          <p>{t.check_away()}</p>
        </Notice>
      )}
      <Card>
        <div class="checked-member">
          {picture !== null && <img src={picture} width="160" height="160" alt={t.photo_of({ name: member.fullName ?? '' })} />}
          <DefinitionList
            rows={[
              { term: t.field_name(), value: member.fullName === null ? t.name_withheld() : <strong>{member.fullName}</strong> },
              { term: t.field_role(), value: memberRoleName(member.role, lang) },
              { term: t.field_team(), value: team.name },
              { term: t.field_place(), value: team.place },
              { term: t.field_valid_until(), value: formatDate(result.lastDay) },
            ]}
          />
        </div>
      </Card>
    </>
  );
}

/** The answer in one line that can be read at arm's length, with a sign that is not colour alone. */
function Verdict({ tone, eyebrow, title, why }: { tone: 'good' | 'waiting' | 'danger'; eyebrow: string; title: string; why: string }) {
  return (
    <header class={`page-heading verdict ${tone}`}>
      <p class="eyebrow">{eyebrow}</p>
      <h1>
        <Icon name={tone === 'waiting' ? 'clock' : tone} /> {title}
      </h1>
      <p class="intro">{why}</p>
    </header>
  );
}

/** What a team never asks for, and what to do when somebody does. */
export function Never({ lang, teamName }: { lang: Lang; teamName: string }) {
  const t = texts[lang];
  return (
    <Notice tone="info" title={t.never_asks({ team: teamName })}>
      <p>{t.never_asks_then()}</p>
    </Notice>
  );
}
