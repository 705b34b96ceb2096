/** What a sender can do with a report of their own. */

import type { Staged } from '../../platform/files/uploads/index.ts';
import {
  Button,
  Card,
  ChoiceField,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { limits } from '../contract.ts';
import { objecting } from '../model.ts';
import { texts as voiceTexts } from '../voice/messages.gen.ts';
import { RecordField } from '../voice/record-field.tsx';
import { emptyDraft } from './draft.ts';
import { texts } from './messages.gen.ts';
import { FilesField, StagedFiles } from './say.page.tsx';
import type { SeenReport, SeenStep } from './seen.ts';

/** An addition while it is being written; also what was wrong with a judgement. */
export interface Giving {
  readonly words: string;
  readonly staged: readonly Staged[];
  readonly problems: readonly FieldProblem[];
  readonly reason: string;
  readonly mostBytes: number;
}

/** What was asked, and the answer to it. */
export function MoreForm({ view, code, asked, giving }: { view: View; code: string; asked: SeenStep; giving: Giving }) {
  const { lang } = view;
  const t = texts[lang];
  const { problems } = giving;
  return (
    <Card title={t.more_title()} id="more">
      {asked.reason && <p>{asked.reason.names[lang]}</p>}
      {asked.words !== null && (
        <p dir="auto" class="whitespace-pre-line">
          {asked.words}
        </p>
      )}
      <ErrorSummary lang={lang} problems={problems} />
      <form class="form" id="report-form" method="post" action={`/reports/${code}/more`} enctype="multipart/form-data">
        <FormToken view={view} />
        <button class="sr-only" type="submit" name="go" value="send" tabIndex={-1} aria-hidden="true" />
        <TextField
          lang={lang}
          name="words"
          label={t.more_words()}
          rows={4}
          maxLength={limits.words}
          value={giving.words}
          error={problemOf(problems, 'words')}
          autoComplete="on"
          optional
        />
        <RecordField
          lang={lang}
          name="recording"
          label={t.more_voice()}
          hint={t.more_voice_hint()}
          error={problemOf(problems, 'recording')}
          optional
          citizen
        />
        <FilesField
          lang={lang}
          name="photos"
          label={t.say_photos()}
          hint={t.say_photos_hint({ photos: limits.photos })}
          accept="image/*,video/*"
          many
          error={problemOf(problems, 'photos')}
        />
        <StagedFiles lang={lang} draft={emptyDraft} staged={giving.staged} mostBytes={giving.mostBytes} />
        <Button name="go" value="send">
          {t.more_send()}
        </Button>
      </form>
    </Card>
  );
}

/** A judgement that was not taken, as it was given: nothing of it is lost. */
export interface Judging {
  readonly reason: string;
  readonly words: string;
  readonly reopen: boolean;
  readonly staged: readonly Staged[];
  readonly problems: readonly FieldProblem[];
}

/** Why it is not good: from the list, in words, or spoken. */
function Why({ lang, reasons, judging }: { lang: View['lang']; judging: Judging | null } & Reasons) {
  const t = texts[lang];
  const v = voiceTexts[lang];
  const problems = judging?.problems ?? [];
  return (
    <>
      <ErrorSummary lang={lang} problems={problems} />
      <ChoiceField
        lang={lang}
        name="reason"
        label={t.rate_why()}
        options={reasons.map((one) => ({ value: one.code, label: one.label }))}
        value={judging?.reason ?? ''}
        error={problemOf(problems, 'reason')}
      />
      <TextField
        lang={lang}
        name="words"
        label={t.rate_words()}
        rows={3}
        maxLength={limits.words}
        value={judging?.words ?? ''}
        error={problemOf(problems, 'words')}
        autoComplete="on"
        optional
      />
      <RecordField
        lang={lang}
        name="recording"
        label={v.judge_voice()}
        hint={v.judge_voice_hint()}
        error={problemOf(problems, 'recording')}
        optional
        citizen
      />
      {(judging?.staged ?? []).map((one) => (
        <p key={one.id} class="muted">
          {v.judge_kept({ name: one.name })}
        </p>
      ))}
      <input type="hidden" name="uploads" value={(judging?.staged ?? []).map((one) => one.id).join(' ')} />
    </>
  );
}

interface Reasons {
  readonly reasons: readonly { readonly code: string; readonly label: string }[];
}

/** One tap for what is good; for what is not, why, and whether it is to be opened again. */
export function RateForm(props: { view: View; report: SeenReport; mayReopen: boolean; judging: Judging | null } & Reasons) {
  const { view, report, reasons, mayReopen, judging } = props;
  const { lang } = view;
  const t = texts[lang];
  const { code, satisfied } = report.view;
  return (
    <Card title={satisfied === null ? t.rate_title() : t.rate_again({ satisfied: satisfied ? 'yes' : 'no' })} id="rate">
      <form method="post" action={`/reports/${code}/rate`}>
        <FormToken view={view} />
        <input type="hidden" name="satisfied" value="yes" />
        <Button kind="good" icon="good" large>
          {t.rate_yes()}
        </Button>
      </form>
      <details open={satisfied === false || judging !== null}>
        <summary class="button secondary large">{t.rate_no()}</summary>
        <form class="form" method="post" action={`/reports/${code}/rate`} enctype="multipart/form-data">
          <FormToken view={view} />
          <input type="hidden" name="satisfied" value="no" />
          <Why lang={lang} reasons={reasons} judging={judging} />
          {mayReopen ? (
            <ChoiceField
              lang={lang}
              name="reopen"
              label={t.rate_reopen_label()}
              many
              options={[{ value: 'yes', label: t.rate_reopen(), hint: t.rate_reopen_hint() }]}
              value={judging === null || judging.reopen ? 'yes' : ''}
              optional
            />
          ) : (
            <p class="muted">{t.rate_no_reopen()}</p>
          )}
          <Button>{t.rate_send()}</Button>
        </form>
      </details>
    </Card>
  );
}

/** Where an answer was judged already and time is left. */
export function ReopenForm({ view, report, reasons, judging }: { view: View; report: SeenReport; judging: Judging | null } & Reasons) {
  const { lang } = view;
  const t = texts[lang];
  return (
    <details class="card" open={judging !== null}>
      <summary class="linkish">{t.reopen_title()}</summary>
      <form class="form" method="post" action={`/reports/${report.view.code}/reopen`} enctype="multipart/form-data">
        <FormToken view={view} />
        <Why lang={lang} reasons={reasons} judging={judging} />
        <Button>{t.reopen_send()}</Button>
      </form>
    </details>
  );
}

/** What the sender says to why it is not shown, while it is being written. */
export interface Objecting {
  readonly words: string;
  readonly problems: readonly FieldProblem[];
}

/** Why everybody can't see it, in the words of whoever decided, and the sender's answer to that. */
export function NotShownCard(props: { view: View; code: string; notShown: NonNullable<SeenReport['notShown']>; typed: Objecting }) {
  const { view, code, notShown, typed } = props;
  const { lang } = view;
  const t = texts[lang];
  const { decision, answer } = notShown;
  return (
    <Card title={t.object_title()} id="not-shown">
      {decision.reason && <p>{decision.reason.names[lang]}</p>}
      {decision.words !== null && (
        <p dir="auto" class="whitespace-pre-line">
          {decision.words}
        </p>
      )}
      {answer === 'given' && <p class="muted">{t.object_given()}</p>}
      {answer === 'over' && <p class="muted">{t.object_over()}</p>}
      {answer === 'open' && (
        <>
          <p>{t.object_what({ most: objecting.most })}</p>
          <ErrorSummary lang={lang} problems={typed.problems} />
          <form class="form" method="post" action={`/reports/${code}/object`}>
            <FormToken view={view} />
            <TextField
              lang={lang}
              name="objection"
              label={t.object_words()}
              hint={t.object_words_hint()}
              rows={4}
              maxLength={limits.words}
              value={typed.words}
              error={problemOf(typed.problems, 'objection')}
              autoComplete="on"
            />
            <Button>{t.object_send()}</Button>
          </form>
        </>
      )}
    </Card>
  );
}

export function Follow({ view, code, follows }: { view: View; code: string; follows: boolean }) {
  const t = texts[view.lang];
  return (
    <form method="post" action={`/reports/${code}/${follows ? 'unfollow' : 'follow'}`}>
      <FormToken view={view} />
      <Button kind={follows ? 'secondary' : 'primary'} icon="people">
        {follows ? t.unfollow() : t.follow()}
      </Button>
    </form>
  );
}

export function WithdrawForm({ view, code }: { view: View; code: string }) {
  const t = texts[view.lang];
  return (
    <details class="card">
      <summary class="linkish">{t.withdraw_title()}</summary>
      <form method="post" action={`/reports/${code}/withdraw`}>
        <FormToken view={view} />
        <p>{t.withdraw_what()}</p>
        <Button kind="danger">{t.withdraw_send()}</Button>
      </form>
    </details>
  );
}
