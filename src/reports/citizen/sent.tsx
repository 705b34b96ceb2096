/** The head of the page after sending: the code, what happens now, and the ways to keep it. */
import { ButtonLink, Card, Icon, PageHeading, QrPicture, type View } from '../../platform/ui/index.ts';
import { spokenCode } from '../code.ts';
import { lineStart, momentWords } from './due.ts';
import { texts } from './messages.gen.ts';
import type { SeenReport } from './seen.ts';

export function Sent(props: { view: View; report: SeenReport; timeZone: string; helped: boolean; unitName: string; origin: string }) {
  const { view, report, timeZone } = props;
  const t = texts[view.lang];
  const { code, categoryNames } = report.view;
  const address = `${props.origin}/reports/${code}`;
  const { deadline } = report;
  const isHanded = report.steps.some((step) => step.step === 'hand');
  return (
    <>
      <PageHeading eyebrow={`${categoryNames[view.lang]} · ${lineStart(props.unitName)}`} title={t.sent_title()} intro={t.sent_intro()} />
      <Card title={t.code_title()}>
        <p class="code report-code">{spokenCode(code)}</p>
        <p class="hint">{props.helped ? t.code_tell() : t.code_keep()}</p>
        <div class="report-keep" id="keep" data-copied={t.keep_copied()}>
          <label for="keep-address">{t.keep_address()}</label>
          <input class="input" id="keep-address" readOnly value={address} />
          <div class="actions">
            <button class="button primary" type="button" hidden data-keep={t.keep_text({ code: spokenCode(code), address })}>
              <Icon name="share" />
              <span>{t.keep_send()}</span>
            </button>
            <ButtonLink kind="secondary" icon="print" href={`/reports/${code}/slip`}>
              {t.slip_link()}
            </ButtonLink>
          </div>
          <p role="status" id="keep-status" />
        </div>
        <details>
          <summary class="linkish">{t.qr_show()}</summary>
          <QrPicture text={address} label={t.qr_label()} class="report-qr" />
        </details>
      </Card>
      <Card title={t.next_title()}>
        <ol class="report-next">
          {!isHanded && (
            <li>{deadline ? t.next_receive({ by: momentWords(deadline.dueAt, timeZone, view.lang) }) : t.next_receive_none()}</li>
          )}
          <li>{t.next_office()}</li>
          <li>{t.next_answer()}</li>
        </ol>
      </Card>
    </>
  );
}
