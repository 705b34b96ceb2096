/** A recording in a form: chosen as a file, or made in the page where the device can. */
import type { Lang } from '../../platform/i18n/index.ts';
import { Field, Icon } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** What a page with `RecordField` adds to its scripts. */
export const recordScript = 'reports/voice/record.client.ts';

/** The form has to be multipart. Without script it is a file field that opens the recorder of a phone. */
export function RecordField(props: {
  lang: Lang;
  name: string;
  label: string;
  hint: string;
  error?: string | undefined;
  optional?: boolean;
  /** In a citizen's form, where one says something instead of reading it aloud. */
  citizen?: boolean;
}) {
  const { lang, name, label, hint, error, optional = false } = props;
  const t = texts[lang];
  return (
    <div class="record-field" data-recorder data-on={t.record_on()} data-ready={t.record_ready()} data-denied={t.record_denied()}>
      <Field
        lang={lang}
        name={name}
        label={label}
        hint={hint}
        error={error}
        optional={optional}
        control={(wiring) => <input class="input file" type="file" accept="audio/*" capture="user" {...wiring} />}
      />
      <div class="actions" hidden data-record-buttons>
        <button class="button secondary" type="button" data-record-start>
          <Icon name="listen" />
          <span>{props.citizen ? t.record_say() : t.record_start()}</span>
        </button>
        <button class="button danger" type="button" data-record-stop hidden>
          <Icon name="done" />
          <span>{t.record_stop()}</span>
        </button>
      </div>
      <p role="status" data-record-status />
    </div>
  );
}
