/** `/console/reports/slips`: print slips for a place, and begin to type one in. `/console/reports/slips/{code}`: one slip. */

import { momentText } from '../../../platform/calendar/index.ts';
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
  SelectField,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { spokenCode } from '../../code.ts';
import { HiddenFields } from '../hidden.tsx';
import { texts } from '../messages.gen.ts';
import { startFields } from '../start.ts';
import { mostAtOnce, type Printing, type Slip } from './store.ts';
import type { SlipPlace, SlipUnit } from './units.ts';

export const slipsAddress = '/console/reports/slips';

/** Where the slips of one printing are shown again. */
export const sheetAddress = (unitId: string, at: Temporal.Instant): string =>
  `${slipsAddress}/sheet?${new URLSearchParams({ unit: unitId, at: at.toString() })}`;

export interface SlipsContent {
  readonly units: readonly SlipUnit[];
  readonly typed: { readonly unit: string; readonly count: string; readonly code: string };
  readonly printings: readonly (Printing & { readonly place: string })[];
  readonly timeZone: string;
  readonly problems: readonly FieldProblem[];
}

export function slipsPage(view: View, { units, typed, printings, timeZone, problems }: SlipsContent): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.slips_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.crumb_writing(), href: '/console/reports/new-for' }, { label: t.slips_title() }]} />
        <PageHeading title={t.slips_title()} intro={t.slips_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        <Card title={t.slip_type()}>
          <form class="form" action={slipsAddress}>
            <TextField
              lang={lang}
              name="code"
              label={t.slip_code()}
              hint={t.slip_code_hint()}
              inputMode="numeric"
              width="short"
              maxLength={20}
              value={typed.code}
              error={problemOf(problems, 'code')}
            />
            <Button icon="next">{t.slip_type_button()}</Button>
          </form>
        </Card>
        <Card title={t.slips_print()}>
          <form class="form" method="post" action={slipsAddress}>
            <FormToken view={view} />
            <SelectField
              lang={lang}
              name="unit"
              label={t.slips_unit()}
              options={units.map(({ id, label }) => ({ value: id, label }))}
              value={typed.unit}
              error={problemOf(problems, 'unit')}
            />
            <TextField
              lang={lang}
              name="count"
              label={t.slips_count()}
              hint={t.slips_count_hint({ most: mostAtOnce })}
              inputMode="numeric"
              width="short"
              maxLength={3}
              value={typed.count}
              error={problemOf(problems, 'count')}
            />
            <Button kind="secondary" icon="print">
              {t.slips_print_button()}
            </Button>
          </form>
          {printings.length > 0 && (
            <>
              <h3>{t.slips_lately()}</h3>
              <ul class="door-list">
                {printings.map((one) => (
                  <li key={`${one.unitId} ${one.at.toString()}`}>
                    <a href={sheetAddress(one.unitId, one.at)}>
                      {one.place} · {momentText(one.at, timeZone)}
                    </a>{' '}
                    <span class="muted">{t.slips_of({ slips: one.slips, typed: one.typed })}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Card>
      </>
    ),
  };
}

export function slipPage(
  view: View,
  { slip, place, problems }: { readonly slip: Slip; readonly place: SlipPlace | null; readonly problems: readonly FieldProblem[] },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const title = t.slip_title({ code: spokenCode(slip.code) });
  return {
    title,
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.slips_title(), href: slipsAddress }, { label: spokenCode(slip.code) }]} />
        <PageHeading title={title} intro={place === null ? t.slip_place_gone() : t.slip_place({ place: place.name })} />
        <ErrorSummary lang={lang} problems={problems} />
        {slip.reportCode !== null ? (
          <Notice title={t.slip_used_title()}>
            <p>{t.slip_used_advice()}</p>
            <p>
              <a href={`/reports/${slip.reportCode}`}>{spokenCode(slip.reportCode)}</a>
            </p>
          </Notice>
        ) : (
          <form class="form" method="post" action={`${slipsAddress}/${slip.code}`}>
            <FormToken view={view} />
            <HiddenFields
              fields={startFields({ id: slip.formId, door: 'slip', consent: 'paper', commune: place?.commune, village: place?.village })}
            />
            <ChoiceField
              lang={lang}
              name="agreed"
              label={t.slip_consent_label()}
              hint={t.slip_consent_hint()}
              many
              options={[{ value: 'yes', label: t.slip_consent_yes() }]}
              error={problemOf(problems, 'agreed')}
            />
            <p>{t.slip_next()}</p>
            <Button icon="next">{t.slip_start()}</Button>
          </form>
        )}
        {slip.reportCode !== null && <ButtonLink href={slipsAddress}>{t.slip_another()}</ButtonLink>}
      </>
    ),
  };
}
