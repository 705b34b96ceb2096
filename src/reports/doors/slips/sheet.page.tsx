/** `/console/reports/slips/sheet`: slips on paper, two on a sheet of A4. Paper is for citizens: it speaks Vietnamese whatever the official reads. */
import { ButtonLink, type Page, QrPicture, type View } from '../../../platform/ui/index.ts';
import { spokenCode } from '../../code.ts';
import { texts } from '../messages.gen.ts';

export interface SheetContent {
  readonly codes: readonly string[];
  readonly place: string;
  /** Kinds of matters, as they are ticked. */
  readonly matters: readonly string[];
  readonly origin: string;
  readonly smsNumber: string | null;
  /** The centre's number; null where there is none. */
  readonly telephone: string | null;
  readonly back: string;
}

const perSheet = 2;

export function sheetPage(view: View, content: SheetContent): Page {
  const t = texts[view.lang];
  const { codes } = content;
  const sheets = Array.from({ length: Math.ceil(codes.length / perSheet) }, (_, at) => codes.slice(at * perSheet, (at + 1) * perSheet));
  return {
    title: t.sheet_title({ count: codes.length }),
    unlisted: true,
    sheet: true,
    wide: true,
    body: (
      <>
        <div class="not-on-paper door-tools">
          <h1>{t.sheet_title({ count: codes.length })}</h1>
          <p>{t.sheet_how()}</p>
          <p hidden data-needs="print">
            <button type="button" class="button primary" data-do="print">
              <span>{t.sheet_print()}</span>
            </button>
          </p>
          <ButtonLink kind="quiet" href={content.back}>
            {t.sheet_back()}
          </ButtonLink>
        </div>
        {sheets.map((pair) => (
          <div key={pair[0]} class="paper-sheet" lang="vi">
            {pair.map((code) => (
              <PaperSlip key={code} view={view} code={code} content={content} />
            ))}
          </div>
        ))}
      </>
    ),
  };
}

const Line = () => <span class="paper-line" />;

const Box = ({ children }: { children: string }) => (
  <span class="paper-box">
    <span class="paper-tick" />
    {children}
  </span>
);

function PaperSlip({ view, code, content }: { view: View; code: string; content: SheetContent }) {
  const t = texts.vi;
  const { place, matters, origin, smsNumber, telephone } = content;
  const { host } = new URL(origin);
  const address = `${origin}/reports/${code}`;
  return (
    <article class="paper-slip">
      <div class="paper-main">
        <header>
          <h2>{t.paper_title()}</h2>
          <p>
            {view.productName} · {place} · {t.paper_number({ code: spokenCode(code) })}
          </p>
        </header>
        <p class="paper-label">{t.paper_matter()}</p>
        <div class="paper-boxes three">
          {matters.map((matter) => (
            <Box key={matter}>{matter}</Box>
          ))}
        </div>
        <p class="paper-label">{t.paper_words()}</p>
        <Line />
        <Line />
        <Line />
        <p class="paper-row">
          <span>{t.paper_where()}</span>
          <Line />
        </p>
        <p class="paper-row">
          <span>{t.paper_name()}</span>
          <Line />
          <span>{t.paper_phone()}</span>
          <Line />
        </p>
        <p class="paper-label">{t.paper_answer()}</p>
        <div class="paper-boxes four">
          <Box>{t.paper_answer_sms()}</Box>
          <Box>{t.paper_answer_call()}</Box>
          <Box>{t.paper_answer_visit()}</Box>
          <Box>{t.paper_answer_page()}</Box>
        </div>
        <p class="paper-consent">
          <span class="paper-tick" />
          {t.paper_consent()}
        </p>
        <p class="paper-row">
          <span>{t.paper_day()}</span>
          <Line />
          <span>{t.paper_signed()}</span>
          <Line />
        </p>
      </div>
      <div class="paper-tear">
        <p class="paper-keep">{t.paper_keep()}</p>
        <p class="paper-code">
          {spokenCode(code)
            .split(' ')
            .map((part) => (
              <span key={part}>{part}</span>
            ))}
        </p>
        <QrPicture text={address} label={t.paper_qr({ code: spokenCode(code) })} class="paper-qr" />
        <p>{t.paper_look({ host })}</p>
        {smsNumber !== null && <p>{t.paper_sms({ code: spokenCode(code), number: smsNumber })}</p>}
        {telephone !== null && <p>{t.paper_ask({ number: telephone })}</p>}
        <p>{t.paper_after()}</p>
      </div>
    </article>
  );
}
