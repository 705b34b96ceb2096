/** The pages around a report: by its code, my own ones, and the slip of paper. */
import type { Page } from '../../platform/http/index.ts';
import {
  Button,
  ButtonLink,
  Card,
  EmptyState,
  ErrorSummary,
  Field,
  PageHeading,
  Pill,
  QrPicture,
  type View,
} from '../../platform/ui/index.ts';
import { placeName } from '../../territory/index.ts';
import { spokenCode } from '../code.ts';
import { dayWords, lineStart } from './due.ts';
import { texts } from './messages.gen.ts';
import type { MineReport } from './mine.ts';
import { stateName, stateTone } from './states.ts';

/** What is wrong with a code: not twelve digits, a wrong one among them, or nothing by it. */
type CodeProblem = 'length' | 'wrong' | 'unknown';

/** `/reports/look-up`: one field of large digits. */
export function lookUpPage(view: View, { typed, problem }: { readonly typed: string; readonly problem: CodeProblem | null }): Page {
  const { lang } = view;
  const t = texts[lang];
  const words = problem === null ? undefined : { length: t.code_length(), wrong: t.code_wrong(), unknown: t.code_unknown() }[problem];
  return {
    title: t.look_up_title(),
    description: t.look_up_intro(),
    unlisted: problem !== null,
    body: (
      <div class="report-form">
        <PageHeading title={t.look_up_title()} intro={t.look_up_intro()} />
        <ErrorSummary lang={lang} problems={words === undefined ? [] : [{ field: 'code', message: words }]} />
        <form class="form" action="/reports/look-up">
          <Field
            lang={lang}
            name="code"
            label={t.code_title()}
            hint={t.code_hint()}
            error={words}
            control={(wiring) => (
              <input
                class="input report-code-input"
                type="text"
                inputMode="numeric"
                autoComplete="off"
                maxLength={200}
                value={typed}
                spellcheck={false}
                {...wiring}
              />
            )}
          />
          <Button icon="search">{t.look_up_button()}</Button>
        </form>
        <p>
          <a href="/reports/mine">{t.mine_link()}</a>
        </p>
      </div>
    ),
  };
}

interface MineContent {
  readonly reports: readonly MineReport[];
  readonly timeZone: string;
  readonly signedIn: boolean;
}

/** `/reports/mine` and `/account/reports`. */
export function minePage(view: View, { reports, timeZone, signedIn }: MineContent): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.mine_title(),
    unlisted: true,
    body: (
      <div class="report-form">
        <PageHeading title={t.mine_title()} intro={signedIn ? t.mine_intro_person() : t.mine_intro_browser()} />
        {reports.length === 0 ? (
          <EmptyState icon="document" title={t.mine_none()} why={t.mine_none_why()}>
            <ButtonLink href="/reports/new">{t.navigation()}</ButtonLink>
            <ButtonLink kind="secondary" href="/reports/look-up">
              {t.look_up_title()}
            </ButtonLink>
          </EmptyState>
        ) : (
          <ul class="report-near">
            {reports.map((one) => (
              <li key={one.code}>
                <Card
                  level={2}
                  title={<a href={`/reports/${one.code}`}>{one.names[lang]}</a>}
                  aside={<Pill tone={stateTone(one.state)}>{stateName(one.state, lang)}</Pill>}
                >
                  <p class="muted">
                    {[
                      one.place === null ? '' : lineStart(placeName(one.place, lang)),
                      t.near_sent({ day: dayWords(one.sentAt, timeZone) }),
                      spokenCode(one.code),
                      one.relation === 'follower' ? t.mine_follows() : '',
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </p>
                </Card>
              </li>
            ))}
          </ul>
        )}
      </div>
    ),
  };
}

/** `/reports/{code}/slip`: what is kept on paper; names nobody and nothing that was written. */
export function slipPage(view: View, { code, origin }: { readonly code: string; readonly origin: string }): Page {
  const t = texts[view.lang];
  const address = `${origin}/reports/${code}`;
  return {
    title: t.slip_title(),
    unlisted: true,
    sheet: true,
    body: (
      <div class="report-slip">
        <h1>{t.slip_title()}</h1>
        <p class="code report-code">{spokenCode(code)}</p>
        <QrPicture text={address} label={t.qr_label()} class="report-qr" />
        <p>{t.slip_how()}</p>
        <p class="muted">{address}</p>
      </div>
    ),
  };
}
