/** `/console/reports/calls/{id}`: one call that I have taken, with its number, and how it ended. */

import { momentText } from '../../../platform/calendar/index.ts';
import {
  Breadcrumb,
  Button,
  Card,
  ChoiceField,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  type Page,
  PageHeading,
  problemOf,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { ConsentAsked } from '../consent.tsx';
import { HiddenFields } from '../hidden.tsx';
import { texts } from '../messages.gen.ts';
import { startFields } from '../start.ts';
import { callsAddress, Earlier } from './list.page.tsx';
import { outcomes } from './model.ts';
import type { OpenedCall } from './store.ts';

export interface CallContent {
  readonly call: OpenedCall;
  readonly timeZone: string;
  readonly typedName: string;
  readonly problems: readonly FieldProblem[];
}

/** `+84912345678` as it is dialled here: `0912 345 678`. */
const dialled = (number: string): string => number.replace(/^\+84/, '0').replace(/^(\d{4})(\d{3})(\d{3,})$/, '$1 $2 $3');

export function callPage(view: View, { call, timeZone, typedName, problems }: CallContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const address = `${callsAddress}/${call.id}`;
  return {
    title: t.call_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[
            { label: t.crumb_reports(), href: '/console/reports' },
            { label: t.calls_title(), href: callsAddress },
            { label: t.call_title() },
          ]}
        />
        <PageHeading title={t.call_title()} intro={t.call_number_seen()} />
        <ErrorSummary lang={lang} problems={problems} />
        <p class="door-number">
          <a href={`tel:${call.number}`}>{dialled(call.number)}</a>
        </p>
        <p class="muted">
          {t.call_at({ when: momentText(call.calledAt, timeZone) })} · {t.call_count({ count: call.calls })}
          {call.tries > 0 && ` · ${t.call_tries({ count: call.tries })}`}
        </p>
        <Card title={t.call_write()}>
          <form class="form" method="post" action={`${address}/write`}>
            <FormToken view={view} />
            <HiddenFields fields={startFields({ id: call.id, door: 'call', consent: 'spoken', phone: call.number })} />
            <ConsentAsked view={view} problems={problems} />
            <TextField lang={lang} name="name" label={t.call_name()} optional maxLength={100} value={typedName} />
            <Button icon="next">{t.call_write_button()}</Button>
          </form>
        </Card>
        <Card title={t.call_end()}>
          <form class="form" method="post" action={`${address}/end`}>
            <FormToken view={view} />
            <input type="hidden" name="revision" value={String(call.revision)} />
            <ChoiceField
              lang={lang}
              name="outcome"
              label={t.call_end_label()}
              options={outcomes.map((value) => ({
                value,
                label: t.call_outcome({ outcome: value.replace('-', '_') }),
                hint: t.call_outcome_hint({ outcome: value.replace('-', '_') }),
              }))}
              error={problemOf(problems, 'outcome')}
            />
            <Button kind="secondary">{t.call_end_button()}</Button>
          </form>
        </Card>
        <Card title={t.earlier_title()}>
          <Earlier view={view} reports={call.earlier} timeZone={timeZone} />
        </Card>
      </>
    ),
  };
}
