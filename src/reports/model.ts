/**
 * The life of a report as a table: which step leads from where to where, who may take it, what it demands and what it causes. Everything else
 * follows the table: commands, buttons, the diagram in the docs. Runs on a phone.
 */

export const reportKinds = ['field', 'question', 'proposal'] as const;
export type ReportKind = (typeof reportKinds)[number];

export const urgencies = ['urgent', 'normal', 'complex'] as const;
export type Urgency = (typeof urgencies)[number];

/** How a report came. */
export const doors = ['web', 'phone', 'call', 'helper', 'sms', 'slip', 'missed-call', 'open311'] as const;
export type Door = (typeof doors)[number];

export const states = [
  'sent',
  'needs-more',
  'not-accepted',
  'merged',
  'received',
  'classified',
  'handed',
  'returned',
  'in-work',
  'extension-asked',
  'awaiting-approval',
  'answered',
  'rated',
  'reopened',
  'closed',
] as const;
export type ReportState = (typeof states)[number];

/** Nothing more is to be done, unless it is opened again. */
export const endStates: readonly ReportState[] = ['not-accepted', 'merged', 'closed'];
/** An answer stands; only the sender's judgement is awaited. */
export const answeredStates: readonly ReportState[] = ['answered', 'rated'];
/** The time stands still: somebody else than the office has to act. */
export const pausedStates: readonly ReportState[] = ['needs-more'];

/**
 * Who takes a step: the sender, who wrote it down for them (`helper`), the receiving centre, the office that has it in hand, an office that has a part
 * in it (`partner`), whoever approves for the office that has it in hand, a listener of its language, who decides what is public, or the system.
 */
export const parties = ['sender', 'helper', 'centre', 'office', 'partner', 'approver', 'listener', 'publisher', 'system'] as const;
export type Party = (typeof parties)[number];

/** What a step can't do without. */
export type Demand =
  /** A reason from the list of this kind. */
  | 'reason'
  /** Words to the sender. */
  | 'words-to-sender'
  /** Words among officials. */
  | 'words-to-officials'
  | 'category'
  | 'organisation'
  | 'assignee'
  | 'master'
  /** More working time: an amount. */
  | 'amount'
  /** An answer with substance: words that say something, and evidence, or why it can't be done, who decides and when. */
  | 'substance'
  /** All parts of other offices are done. */
  | 'parts-done'
  /** Somebody else than who wrote what is decided on. */
  | 'other-person'
  /** After it was opened again: somebody else than who approved the last answer. */
  | 'other-approver'
  /** The receiving centre decides only where nobody at the office may. */
  | 'nobody-else'
  /** Satisfied or not. */
  | 'verdict'
  /** Opened again not too often, not too late. */
  | 'may-reopen'
  /** The time in which the sender may open it again is over, or the sender is satisfied. */
  | 'time-over'
  /** The sender was asked for more so many days ago, and has not answered. */
  | 'asked-long-ago'
  /** What was understood of a recording. */
  | 'summary'
  /** A recording of a person's voice. */
  | 'recording'
  /** Something further: words or a file. */
  | 'more'
  /** What everybody shall see. */
  | 'face'
  /** Somebody decided that it is not shown, the sender has not answered that yet, and has not answered too often. */
  | 'not-public';

/** What a step causes besides the new state. */
export type Effect =
  | 'start-receive-time'
  | 'meet-receive-time'
  | 'start-answer-time'
  | 'meet-answer-time'
  | 'extend-answer-time'
  | 'pause'
  | 'resume'
  | 'count-return'
  | 'count-reopen'
  | 'count-answer'
  | 'to-centre'
  | 'tell-sender'
  | 'tell-followers'
  /** Those whom the rule of this level names. */
  | 'tell-officials'
  /** Nobody has to go there any more. */
  | 'brought'
  | 'close';

interface Transition {
  /** States from which the step can be taken; none for the first. */
  readonly from: readonly ReportState[];
  /** The state after it; `same` where it stays, `before` where it goes back to the one before the pause. */
  readonly to: ReportState | 'same' | 'before';
  readonly by: readonly Party[];
  readonly demands: readonly Demand[];
  readonly effects: readonly Effect[];
  /** Kind of reasons from which one is chosen. */
  readonly reasons?: 'not-accepted' | 'return' | 'needs-more' | 'extension' | 'unshown' | 'dissatisfied';
}

const withCentre = ['sent', 'received', 'classified', 'returned'] as const;
const withOffice = ['handed', 'in-work', 'reopened'] as const;
const withParts = [...withOffice, 'extension-asked', 'needs-more'] as const;
const open = [
  'sent',
  'needs-more',
  'received',
  'classified',
  'handed',
  'returned',
  'in-work',
  'extension-asked',
  'awaiting-approval',
  'reopened',
] as const;
const judged = ['answered', 'rated'] as const;
const spoken = ['awaiting-approval', ...judged, 'closed'] as const;
const told = ['not-accepted', 'merged', 'needs-more', ...judged, 'closed'] as const;

/** The life of a report. */
export const life = {
  send: { from: [], to: 'sent', by: ['sender'], demands: ['category'], effects: ['start-receive-time', 'tell-sender'] },
  listen: { from: open, to: 'same', by: ['listener', 'centre'], demands: ['summary'], effects: [] },
  receive: {
    from: ['sent'],
    to: 'received',
    by: ['centre', 'system'],
    demands: [],
    effects: ['meet-receive-time', 'start-answer-time', 'tell-sender'],
  },
  'not-accept': {
    from: [...withCentre, 'needs-more'],
    to: 'not-accepted',
    by: ['centre'],
    demands: ['reason', 'words-to-sender'],
    effects: ['meet-receive-time', 'tell-sender', 'close'],
    reasons: 'not-accepted',
  },
  merge: {
    from: [...withCentre, ...withOffice],
    to: 'merged',
    by: ['centre'],
    demands: ['master'],
    effects: ['meet-receive-time', 'tell-sender', 'close'],
  },
  'ask-more': {
    from: [...withCentre, 'in-work'],
    to: 'needs-more',
    by: ['centre', 'office'],
    demands: ['reason', 'words-to-sender'],
    effects: ['pause', 'tell-sender'],
    reasons: 'needs-more',
  },
  'give-more': { from: ['needs-more'], to: 'before', by: ['sender', 'centre'], demands: ['more'], effects: ['resume'] },
  // Nobody ends by itself what a sender was asked about: an official says why, and what is still missing.
  'stop-waiting': {
    from: ['needs-more'],
    to: 'closed',
    by: ['office', 'centre'],
    demands: ['asked-long-ago', 'reason', 'words-to-sender'],
    effects: ['meet-receive-time', 'tell-sender', 'tell-followers', 'close'],
    reasons: 'needs-more',
  },
  classify: {
    from: ['received', 'classified', 'returned'],
    to: 'classified',
    by: ['centre', 'system'],
    demands: ['category'],
    effects: [],
  },
  hand: { from: ['classified', 'returned'], to: 'handed', by: ['centre', 'system'], demands: ['organisation'], effects: ['tell-sender'] },
  'take-back': {
    from: [...withParts, 'awaiting-approval'],
    to: 'classified',
    by: ['centre', 'system'],
    demands: ['words-to-officials'],
    effects: ['to-centre'],
  },
  return: {
    from: ['handed', 'in-work'],
    to: 'returned',
    by: ['office'],
    demands: ['reason', 'words-to-officials'],
    effects: ['count-return', 'to-centre'],
    reasons: 'return',
  },
  'ask-part': {
    from: withParts,
    to: 'same',
    by: ['office', 'centre', 'system'],
    demands: ['organisation', 'words-to-officials'],
    effects: [],
  },
  'finish-part': { from: withParts, to: 'same', by: ['partner'], demands: ['words-to-officials'], effects: [] },
  'return-part': {
    from: withParts,
    to: 'same',
    by: ['partner'],
    demands: ['reason', 'words-to-officials'],
    effects: [],
    reasons: 'return',
  },
  assign: { from: withOffice, to: 'same', by: ['office', 'approver'], demands: ['assignee'], effects: [] },
  take: { from: ['handed', 'reopened'], to: 'in-work', by: ['office'], demands: [], effects: ['tell-sender'] },
  'ask-extension': {
    from: ['in-work'],
    to: 'extension-asked',
    by: ['office'],
    demands: ['reason', 'words-to-sender', 'amount'],
    effects: [],
    reasons: 'extension',
  },
  'grant-extension': {
    from: ['extension-asked'],
    to: 'in-work',
    by: ['approver', 'centre'],
    demands: ['nobody-else', 'other-person'],
    effects: ['extend-answer-time', 'tell-sender'],
  },
  'deny-extension': {
    from: ['extension-asked'],
    to: 'in-work',
    by: ['approver', 'centre'],
    demands: ['nobody-else', 'other-person', 'words-to-officials'],
    effects: [],
  },
  answer: { from: ['in-work'], to: 'awaiting-approval', by: ['office'], demands: ['substance', 'parts-done'], effects: [] },
  'send-back': {
    from: ['awaiting-approval'],
    to: 'in-work',
    by: ['approver', 'centre'],
    demands: ['nobody-else', 'words-to-officials'],
    effects: [],
  },
  approve: {
    from: ['awaiting-approval'],
    to: 'answered',
    by: ['approver', 'centre'],
    demands: ['nobody-else', 'other-person', 'other-approver'],
    effects: ['meet-answer-time', 'count-answer', 'tell-sender', 'tell-followers'],
  },
  rate: { from: ['answered', 'rated'], to: 'rated', by: ['sender'], demands: ['verdict'], effects: [], reasons: 'dissatisfied' },
  reopen: {
    from: ['answered', 'rated'],
    to: 'reopened',
    by: ['sender'],
    demands: ['reason', 'may-reopen'],
    effects: ['count-reopen', 'start-answer-time', 'tell-sender'],
    reasons: 'dissatisfied',
  },
  withdraw: { from: open, to: 'closed', by: ['sender'], demands: [], effects: ['meet-receive-time', 'close'] },
  close: { from: ['answered', 'rated'], to: 'closed', by: ['system', 'centre'], demands: ['time-over'], effects: ['close'] },
  show: { from: states, to: 'same', by: ['publisher', 'centre'], demands: ['face'], effects: [] },
  unshow: {
    from: states,
    to: 'same',
    by: ['publisher', 'centre'],
    demands: ['reason', 'words-to-sender'],
    effects: ['tell-sender'],
    reasons: 'unshown',
  },
  // The sender answers the reason; whoever publishes decides again.
  object: { from: [...open, ...judged, 'closed'], to: 'same', by: ['sender'], demands: ['more', 'not-public'], effects: [] },
  note: { from: states, to: 'same', by: ['centre', 'office', 'partner', 'approver'], demands: ['words-to-officials'], effects: [] },
  // An answer that is heard: spoken by a person in the language of the sender, beside the written one.
  speak: { from: spoken, to: 'same', by: ['office', 'approver', 'centre', 'listener'], demands: ['recording'], effects: ['tell-sender'] },
  // Somebody went and brought the answer to a person who wanted a visit.
  bring: { from: told, to: 'same', by: ['centre', 'helper'], demands: ['words-to-officials'], effects: ['brought'] },
  // What the system does when time passes: a deadline comes near or is over, nobody has judged an answer.
  escalate: { from: open, to: 'same', by: ['system'], demands: [], effects: ['tell-officials'] },
  remind: { from: ['answered', 'needs-more'], to: 'same', by: ['system'], demands: [], effects: ['tell-sender'] },
  // What the system does when the ground changes: an office ended, the working calendar changed.
  'follow-office': { from: [...open, ...judged], to: 'same', by: ['system'], demands: ['organisation'], effects: ['tell-sender'] },
  'move-deadline': { from: open, to: 'same', by: ['system'], demands: [], effects: ['tell-sender'] },
} as const satisfies Record<string, Transition>;

export type StepName = keyof typeof life;
export const stepNames = Object.keys(life) as StepName[];

/** A step of the table, whatever its name. */
export const transition = (step: StepName): Transition => life[step];

/** The steps that a party could take in a state, in the order of the table. */
export function stepsFrom(state: ReportState, parties: readonly Party[]): readonly StepName[] {
  return stepNames.filter((step) => {
    const { from, by } = transition(step);
    return from.includes(state) && by.some((party) => parties.includes(party));
  });
}

/** How often a sender may open a report again, and how long after the answer (days). */
export const reopening = { most: 2, days: 30 } as const;
/** How often a sender may answer why a report is not shown: each decision once. */
export const objecting = { most: 3 } as const;
/** After so many returns the centre decides who has to do it, and the office can't return it any more. */
export const returnsUntilDecided = 2;
/** Days after an answer until a report closes by itself, and after a question to the sender until an official may close it. */
export const daysUntilClosed = 30;
/** Days after an answer that the sender has not judged, or a question that they have not answered, on which they are reminded. */
export const daysUntilReminded = [3, 10] as const;
