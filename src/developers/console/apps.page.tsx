/** `/console/developers`: programs that want, have or had the real system; and the decision on one. */
import { formatDate } from '../../platform/calendar/index.ts';
import {
  Button,
  Card,
  DefinitionList,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  TextField,
  type View,
  WaitingList,
} from '../../platform/ui/index.ts';
import { toneOf } from '../apps/apps.page.tsx';
import type { App } from '../apps/types.ts';
import { developersLimits } from '../contract.ts';
import { texts } from '../messages.gen.ts';
import { type Verdict, verdictsFor } from './decide.ts';

export interface ConsoleList {
  readonly wanted: readonly App[];
  readonly granted: readonly App[];
  readonly decided: readonly App[];
}

export function consoleListPage(view: View, list: ConsoleList): Page {
  const { lang } = view;
  const t = texts[lang];
  const rows = (apps: readonly App[]) =>
    apps.map((app) => ({
      id: app.id,
      title: app.name,
      detail: app.organisation === '' ? undefined : app.organisation,
      href: `/console/developers/${app.id}`,
      kind: t.app_state({ state: app.state }),
    }));
  const heap = (title: string, apps: readonly App[]) =>
    apps.length > 0 && (
      <Card title={title}>
        <WaitingList view={view} label={title} rows={rows(apps)} />
      </Card>
    );
  return {
    title: t.console_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.console_title()} intro={t.console_intro()} />
        {list.wanted.length === 0 ? (
          <EmptyState title={t.console_none()} why={t.console_none_why()} />
        ) : (
          heap(t.console_wanted(), list.wanted)
        )}
        {heap(t.console_granted(), list.granted)}
        {heap(t.console_decided(), list.decided)}
      </>
    ),
  };
}

export interface ConsoleApp {
  readonly app: App;
  readonly owner: string | null;
  readonly timeZone: string;
  readonly done: string;
  readonly typed: { readonly reason: string; readonly perMinute: string };
  readonly problems: readonly FieldProblem[];
}

export function consoleAppPage(view: View, page: ConsoleApp): Page {
  const { lang } = view;
  const t = texts[lang];
  const { app, problems, typed } = page;
  const day = (at: Temporal.Instant | null) => at && formatDate(at.toZonedDateTimeISO(page.timeZone).toPlainDate().toString());
  const verdicts = verdictsFor(app.state);
  const label: Readonly<Record<Verdict, string>> = {
    grant: app.state === 'granted' ? t.change_limit_button() : t.grant_button(),
    refuse: t.refuse_button(),
    revoke: t.revoke_button(),
  };
  return {
    title: app.name,
    unlisted: true,
    body: (
      <>
        <PageHeading title={app.name} eyebrow={t.console_title()} intro={app.purpose} />
        {page.done !== '' && <Notice tone="good">{t.done({ what: page.done })}</Notice>}
        <ErrorSummary lang={lang} problems={problems} />
        <DefinitionList
          rows={[
            { term: t.key_state(), value: <Pill tone={toneOf[app.state]}>{t.app_state({ state: app.state })}</Pill> },
            { term: t.console_owner(), value: page.owner ?? (app.personId === null ? t.console_nobody() : t.console_citizen()) },
            { term: t.field_organisation(), value: app.organisation },
            { term: t.field_site(), value: app.site },
            { term: t.field_asked(), value: app.asked },
            { term: t.field_contact(), value: app.contact },
            { term: t.console_since(), value: day(app.wantedAt) },
            { term: t.decided_on(), value: day(app.decidedAt) },
            { term: t.field_reason(), value: app.reason },
          ]}
        />
        {verdicts.length > 0 && (
          <form class="form" method="post" action={`/console/developers/${app.id}/decide`}>
            <FormToken view={view} />
            <TextField
              lang={lang}
              name="perMinute"
              label={t.field_per_minute()}
              inputMode="numeric"
              width="short"
              value={typed.perMinute}
              error={problemOf(problems, 'perMinute')}
            />
            <TextField
              lang={lang}
              name="reason"
              label={t.field_reason()}
              hint={t.field_reason_hint()}
              optional
              rows={3}
              value={typed.reason}
              maxLength={developersLimits.reason}
              error={problemOf(problems, 'reason')}
            />
            <div class="actions">
              {verdicts.map((verdict) => (
                <Button
                  key={verdict}
                  kind={verdict === 'grant' ? 'primary' : verdict === 'revoke' ? 'danger' : 'secondary'}
                  name="verdict"
                  value={verdict}
                >
                  {label[verdict]}
                </Button>
              ))}
            </div>
          </form>
        )}
      </>
    ),
  };
}
