/** How an operation stands, in words: after saving, and in the list of this device. */
import type { Operation } from '../../platform/browser/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { groupCode } from '../../platform/text/index.ts';
import { Notice } from '../../platform/ui/blocks.tsx';
import { PageHeading } from '../../platform/ui/heading.tsx';
import { Icon } from '../../platform/ui/icon.tsx';
import { codeOf, isSending, percentOf } from './keeping.client.ts';
import { texts } from './messages.gen.ts';

/** `đã lưu trên máy này`, `đang gửi 40 %`, `đã gửi · mã 4829 1356 0027`, `cần bạn sửa`. */
export function StateLine({ lang, operation }: { lang: Lang; operation: Operation }) {
  const t = texts[lang];
  if (operation.state === 'sent') {
    const code = codeOf(operation);
    return (
      <p class="kept-state good">
        <Icon name="good" small />
        <a href={`/reports/${code}`}>{t.state_sent({ code: groupCode(code) })}</a>
      </p>
    );
  }
  if (operation.state === 'needs-you') {
    return (
      <p class="kept-state danger">
        <Icon name="danger" small />
        <span>{t.state_needs()}</span>
      </p>
    );
  }
  return (
    <p class="kept-state">
      <Icon name={isSending(operation) ? 'upload' : 'clock'} small />
      <span>{isSending(operation) ? t.state_sending({ percent: percentOf(operation) }) : t.state_waiting()}</span>
    </p>
  );
}

interface SavedProps {
  readonly lang: Lang;
  readonly operation: Operation | null;
  readonly again: () => void;
  readonly mend: () => void;
  readonly now: () => unknown;
}

/** After saving: it is on this device, and how far it has gone. */
export function Saved({ lang, operation, again, mend, now }: SavedProps) {
  const t = texts[lang];
  const code = operation === null ? '' : codeOf(operation);
  const sent = operation?.state === 'sent';
  const refused = operation?.state === 'needs-you' ? operation.problem : null;
  return (
    <>
      <PageHeading eyebrow={t.write_title()} title={sent ? t.sent_title() : refused ? t.refused_title() : t.saved_title()} />
      <div role="status" class="card">
        {sent ? (
          <>
            <p class="hint">{t.sent_code()}</p>
            <p class="report-code">{groupCode(code)}</p>
            <p>{t.sent_keep()}</p>
          </>
        ) : (
          operation && <StateLine lang={lang} operation={operation} />
        )}
        {!sent && !refused && <p>{t.saved_wait()}</p>}
      </div>
      {refused && (
        <Notice tone="danger" title={t.state_needs()}>
          <p>{refused.words}</p>
        </Notice>
      )}
      <div class="actions">
        {sent ? (
          <a class="button primary" href={`/reports/${code}`}>
            {t.sent_open()}
          </a>
        ) : refused ? (
          <button class="button primary" type="button" onClick={mend}>
            {t.mend()}
          </button>
        ) : (
          <button class="button primary" type="button" onClick={() => void now()}>
            <Icon name="upload" />
            <span>{t.send_now()}</span>
          </button>
        )}
        <button class="button secondary" type="button" onClick={again}>
          {t.new_one()}
        </button>
      </div>
      <p>
        <a href="/reports/on-this-phone">{t.here_title()}</a>
      </p>
    </>
  );
}
