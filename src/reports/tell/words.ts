/** The words for each step, by whom they are for: what happened and what to do now. Never words of others, never what a report is about. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { StepName } from '../model.ts';
import { texts } from './messages.gen.ts';

/** Whom a notice is for: who sent it, who wrote it down for them, who follows it, who sent one that was merged into it. */
export type Hearer = 'sender' | 'helper' | 'follower' | 'merged';

export interface Saying {
  readonly lang: Lang;
  readonly who: Hearer;
  /** As it is said: `4829 1356 0027`. */
  readonly code: string;
  /** The one that it was merged into, as it is said; empty for none. */
  readonly master: string;
  /** Name of the office; empty where none has it. */
  readonly office: string;
  /** Name of the reason of the list; empty for none. */
  readonly reason: string;
  /** The sender was asked for more, and has not answered: what is said while it waits for them. */
  readonly asked: boolean;
  /** The time that runs: for what, and the civil day on which it ends; null where none runs. */
  readonly due: { readonly step: 'receive' | 'answer'; readonly day: string } | null;
}

export interface Said {
  readonly title: string;
  readonly words: string;
}

type Texts = (typeof texts)[Lang];
type Sayer = (t: Texts, saying: Saying) => { readonly title: string; readonly words: readonly string[] };

const office = (t: Texts, { office: name }: Saying) => (name === '' ? '' : t.office({ office: name }));
const reason = (t: Texts, { reason: name }: Saying) => (name === '' ? '' : t.reason({ reason: name }));
const due = (t: Texts, { due: time }: Saying) =>
  time === null ? '' : time.step === 'receive' ? t.due_receive({ day: time.day }) : t.due_answer({ day: time.day });

/** Steps that tell somebody who sent or follows. */
const sayers: Readonly<Partial<Record<StepName | 'stop-waiting', Sayer>>> = {
  send: (t, s) => ({ title: t.send_title(s), words: [t.send_words(), due(t, s)] }),
  receive: (t, s) => ({ title: t.receive_title(s), words: [t.receive_words(s), due(t, s)] }),
  'not-accept': (t, s) => ({ title: t.not_accept_title(s), words: [reason(t, s), t.not_accept_words()] }),
  merge: (t, s) => ({ title: t.merge_title(s), words: [t.merge_words(s)] }),
  'ask-more': (t, s) => ({ title: t.more_title(s), words: [reason(t, s), t.more_words()] }),
  hand: (t, s) => ({ title: t.hand_title(s), words: [office(t, s), due(t, s)] }),
  take: (t, s) => ({ title: t.take_title(s), words: [office(t, s), due(t, s)] }),
  'grant-extension': (t, s) => ({ title: t.extension_title(s), words: [t.extension_words(), reason(t, s), due(t, s)] }),
  approve: (t, s) => ({ title: t.approve_title(s), words: [t.approve_words(s)] }),
  reopen: (t, s) => ({ title: t.reopen_title(s), words: [t.reopen_words(), due(t, s)] }),
  unshow: (t, s) => ({ title: t.unshow_title(s), words: [reason(t, s), t.unshow_words()] }),
  speak: (t, s) => ({ title: t.speak_title(s), words: [t.speak_words(s)] }),
  remind: (t, s) =>
    s.asked ? { title: t.more_title(s), words: [t.remind_more_words(s)] } : { title: t.remind_title(s), words: [t.remind_words(s)] },
  'stop-waiting': (t, s) => ({ title: t.stop_waiting_title(s), words: [reason(t, s), t.stop_waiting_words(s)] }),
  'follow-office': (t, s) => ({ title: t.office_changed_title(s), words: [office(t, s), due(t, s)] }),
  'move-deadline': (t, s) => ({ title: t.deadline_moved_title(s), words: [t.deadline_moved_words(), due(t, s)] }),
};

/** What is said of a step. Throws for one that the table says tells nobody. */
export function saidOf(step: StepName, saying: Saying): Said {
  const sayer = sayers[step];
  if (!sayer) throw new Error(`Nobody wrote what is said of the step ${step}`);
  const { title, words } = sayer(texts[saying.lang], saying);
  return { title, words: words.filter((part) => part !== '').join(' ') };
}

/** What officials are told: that it is theirs, that time runs out, that an answer waits for them instead of for whoever approves else. */
export type ToOfficials =
  | { readonly kind: 'assigned' }
  | { readonly kind: 'late'; readonly over: boolean }
  | { readonly kind: 'approve'; readonly why: 'opened-again' | 'nobody-else' };

/** What officials are told, in the words of a language. `code` is as it is said. */
export function saidToOfficials(lang: Lang, code: string, what: ToOfficials, time: Saying['due']): Said {
  const t = texts[lang];
  const until = time === null ? '' : time.step === 'receive' ? t.due_receive({ day: time.day }) : t.due_answer({ day: time.day });
  switch (what.kind) {
    case 'assigned':
      return { title: t.assign_title({ code }), words: until };
    case 'late':
      return { title: t.late_title({ code, when: what.over ? 'after' : 'before' }), words: until };
    case 'approve': {
      const instead = what.why === 'nobody-else' ? 'yes' : 'no';
      return { title: t.to_approve_title({ code, instead }), words: [t.to_approve_words({ instead }), until].filter(Boolean).join(' ') };
    }
  }
}
