import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { groupCode } from '../../platform/text/index.ts';
import {
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  ChoiceField,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  problemOf,
  QuietLinks,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import type { Decision } from '../decisions/kinds.ts';
import { texts } from './messages.gen.ts';
import { checkOptions, endingOptions } from './words.ts';

export interface TypedRecovery {
  readonly checked: readonly string[];
  readonly ends: readonly string[];
  readonly reason: string;
}

export interface RecoverContent {
  readonly person: { readonly id: string; readonly fullName: string };
  readonly decision: Decision | null;
  readonly codeWaits: boolean;
  /** Whether the reader is the one who proposed it. */
  readonly mine: boolean;
  readonly typed: TypedRecovery;
  readonly problems: readonly FieldProblem[];
  readonly timeZone: string;
}

/** `/console/people/:id/recover`: propose a way back, follow it, fetch the code. */
export function recoverPage(view: View, content: RecoverContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { person, decision, problems } = content;
  const open = decision?.state === 'proposed';
  const fetchable = content.codeWaits && content.mine;
  return {
    title: t.recover_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: person.fullName, href: `/console/people/${person.id}` }, { label: t.recover_title() }]} />
        <PageHeading title={t.recover_for({ name: person.fullName })} intro={t.recover_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        {decision && <Standing view={view} content={content} decision={decision} />}
        {!open && !fetchable && <Form view={view} content={content} />}
      </>
    ),
  };
}

/** How far the latest proposal is, and what to do now. */
function Standing({ view, content, decision }: { view: View; content: RecoverContent; decision: Decision }) {
  const { lang } = view;
  const t = texts[lang];
  const { mine, codeWaits, timeZone, person } = content;
  const at = (moment: Temporal.Instant) => momentText(moment, timeZone);
  switch (decision.state) {
    case 'proposed':
      return (
        <Card title={mine ? t.waits_mine() : t.waits_other()}>
          <p>{t.waits_what({ at: at(decision.expiresAt) })}</p>
          <p>{decision.step === 1 ? t.waits_first() : t.waits_next()}</p>
          <div class="actions">
            <ButtonLink kind="secondary" href={`/console/decisions/${decision.id}`}>
              {t.open_decision()}
            </ButtonLink>
          </div>
        </Card>
      );
    case 'confirmed':
      if (!codeWaits) return null;
      return mine ? (
        <Card title={t.confirmed_mine()}>
          <p>{t.confirmed_what()}</p>
          <form class="form" method="post" action={`/console/people/${person.id}/recover/code`}>
            <FormToken view={view} />
            <Button large icon="code">
              {t.fetch_button()}
            </Button>
          </form>
        </Card>
      ) : (
        <Notice tone="waiting" title={t.confirmed_other()}>
          <p>{t.confirmed_other_what()}</p>
        </Notice>
      );
    case 'expired':
      return (
        <Notice tone="waiting" title={t.expired({ at: at(decision.decidedAt ?? decision.expiresAt) })}>
          <p>{t.expired_what()}</p>
        </Notice>
      );
    case 'refused':
      return (
        <Notice tone="waiting" title={t.refused()}>
          <p>{decision.decidedWhy}</p>
        </Notice>
      );
    case 'withdrawn':
      return null;
  }
}

function Form({ view, content }: { view: View; content: RecoverContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { person, typed, problems } = content;
  return (
    <form class="form" method="post" action={`/console/people/${person.id}/recover`}>
      <FormToken view={view} />
      <ChoiceField
        lang={lang}
        name="checked"
        label={t.checked_label()}
        hint={t.checked_hint()}
        many
        options={checkOptions(lang)}
        value={typed.checked}
        error={problemOf(problems, 'checked')}
      />
      <ChoiceField
        lang={lang}
        name="ends"
        label={t.ends_label()}
        hint={t.ends_hint()}
        many
        optional
        options={endingOptions(lang)}
        value={typed.ends}
      />
      <TextField
        lang={lang}
        name="reason"
        label={t.reason_label()}
        hint={t.reason_hint()}
        rows={3}
        maxLength={500}
        value={typed.reason}
        error={problemOf(problems, 'reason')}
      />
      <Button icon="helping">{t.propose_button()}</Button>
    </form>
  );
}

/** The code, shown once to who proposed. */
export function recoveryCodePage(view: View, content: { name: string; code: string; address: string; expires: string }): Page {
  const { lang }: { lang: Lang } = view;
  const t = texts[lang];
  return {
    title: t.code_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.code_for({ name: content.name })} intro={t.code_intro({ at: content.expires })} />
        <Card>
          <p class="stat-value code">{groupCode(content.code)}</p>
          <p>{t.code_where({ address: content.address })}</p>
        </Card>
        <Notice title={t.code_once()}>
          <p>{t.code_once_why()}</p>
        </Notice>
        <QuietLinks lang={lang} links={[{ href: '/console', label: t.back_to_work() }]} print />
      </>
    ),
  };
}
