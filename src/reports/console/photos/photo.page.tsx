/** `/console/reports/{code}/photos/{attachment}`: covering parts of a photo, on the picture or by numbers. */
import {
  Breadcrumb,
  Button,
  Card,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  problemOf,
  type View,
} from '../../../platform/ui/index.ts';
import { spokenCode } from '../../code.ts';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import type { Photo } from './cover.ts';
import { type CoverRow, coverField, sides } from './covers.ts';

interface PhotoContent {
  readonly photo: Photo;
  readonly rows: readonly CoverRow[];
  readonly problems: readonly FieldProblem[];
  readonly done: 'saved' | 'cleared' | null;
}

/** Whether what everybody sees of it is a covered copy. */
export const isCovered = ({ shownHash, fileHash }: Photo['attachment']): boolean => shownHash !== null && shownHash !== fileHash;

export const photoAddress = (code: string, attachment: string): string => `${listAddress}/${code}/photos/${attachment}`;

export function photoPage(view: View, { photo, rows, problems, done }: PhotoContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { report, attachment, covers } = photo;
  const address = photoAddress(report.code, attachment.id);
  return {
    title: `${t.cover_title()} · ${spokenCode(report.code)}`,
    unlisted: true,
    wide: true,
    scripts: ['reports/console/photos/cover.client.ts'],
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[
            { label: t.list_title(), href: listAddress },
            { label: spokenCode(report.code), href: `${listAddress}/${report.code}` },
            { label: t.cover_title() },
          ]}
        />
        <PageHeading title={t.cover_title()} intro={t.cover_intro()} />
        {done && <Notice tone="good">{done === 'saved' ? t.cover_done() : t.cover_cleared()}</Notice>}
        {report.shown && <Notice tone="waiting">{t.cover_public()}</Notice>}
        <ErrorSummary lang={lang} problems={problems} />
        {photo.right === null ? (
          <img
            class="cover-shown"
            src={`${listAddress}/${report.code}/files/${attachment.id}`}
            alt={t.cover_photo()}
            width={attachment.media.width ?? 960}
            height={attachment.media.height ?? 720}
          />
        ) : (
          <form
            class="form cover-form"
            method="post"
            action={address}
            data-covers
            data-box={t.cover_box({ number: '{number}', left: '{left}', top: '{top}', right: '{right}', bottom: '{bottom}' })}
            data-gone={t.cover_box_gone({ number: '{number}' })}
            data-full={t.cover_full()}
          >
            <FormToken view={view} />
            <div class="cover-picture" data-covers-picture>
              <img
                src={`${listAddress}/${report.code}/files/${attachment.id}`}
                alt={t.cover_photo()}
                width={attachment.media.width ?? 960}
                height={attachment.media.height ?? 720}
                draggable={false}
              />
            </div>
            <div hidden data-covers-tools>
              <p class="hint">{t.cover_help()}</p>
              <button class="button secondary" type="button" data-covers-add>
                <span>{t.cover_add()}</span>
              </button>
              <p role="status" data-covers-status />
            </div>
            <fieldset class="field">
              <legend>{t.cover_rows()}</legend>
              <p class="hint">{t.cover_rows_hint()}</p>
              {rows.map((row, index) => (
                <Row key={index} lang={lang} row={row} index={index} problems={problems} />
              ))}
            </fieldset>
            <div class="actions">
              <Button name="do" value="save">
                {t.cover_save()}
              </Button>
              {covers.length > 0 && (
                <Button kind="secondary" name="do" value="clear">
                  {t.cover_clear()}
                </Button>
              )}
            </div>
          </form>
        )}
        {isCovered(attachment) && (
          <Card title={t.cover_now()}>
            <img
              class="cover-shown"
              src={`${address}/covered`}
              alt={t.cover_now()}
              width={attachment.media.width ?? 960}
              height={attachment.media.height ?? 720}
            />
          </Card>
        )}
      </>
    ),
  };
}

function Row(props: { lang: View['lang']; row: CoverRow; index: number; problems: readonly FieldProblem[] }) {
  const { lang, row, index, problems } = props;
  const t = texts[lang];
  const error = sides.map((side) => problemOf(problems, coverField(side, index))).find((one) => one !== undefined);
  const id = `cover-${index}`;
  return (
    <fieldset class={error ? 'cover-row wrong' : 'cover-row'} data-cover-row aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{t.cover_row({ number: index + 1 })}</legend>
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {sides.map((side) => (
        <label key={side}>
          <span>{t.cover_side({ side })}</span>
          <input
            class="input"
            id={`f-${coverField(side, index)}`}
            name={coverField(side, index)}
            type="number"
            inputMode="numeric"
            min={0}
            max={1000}
            value={row[side]}
            aria-invalid={error ? 'true' : undefined}
          />
        </label>
      ))}
    </fieldset>
  );
}
