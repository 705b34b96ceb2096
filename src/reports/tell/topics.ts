/** What people can be told about reports. */
import type { Lang } from '../../platform/i18n/index.ts';
import { reportsRights } from '../contract.ts';
import { texts } from './messages.gen.ts';

/** A topic as the channel takes it. */
interface ReportTopic {
  readonly name: string;
  readonly label: (lang: Lang) => string;
  readonly hint: (lang: Lang) => string;
  readonly ways: readonly ('push' | 'sms' | 'email')[];
  readonly grouped: boolean;
  readonly right?: (typeof reportsRights)[keyof typeof reportsRights];
}

/** One's own reports, those one follows, reminders to judge, and the work of officials. */
export const reportTopics: readonly ReportTopic[] = [
  {
    name: 'reports.mine',
    label: (lang) => texts[lang].topic_mine(),
    hint: (lang) => texts[lang].topic_mine_hint(),
    ways: ['push', 'sms'],
    grouped: true,
  },
  {
    name: 'reports.followed',
    label: (lang) => texts[lang].topic_followed(),
    hint: (lang) => texts[lang].topic_followed_hint(),
    ways: ['push'],
    grouped: true,
  },
  {
    name: 'reports.judge',
    label: (lang) => texts[lang].topic_judge(),
    hint: (lang) => texts[lang].topic_judge_hint(),
    ways: ['push', 'sms'],
    grouped: true,
  },
  {
    name: 'reports.work',
    label: (lang) => texts[lang].topic_work(),
    hint: (lang) => texts[lang].topic_work_hint(),
    // Whoever has neither is reached all the same: time runs out.
    ways: ['push', 'email', 'sms'],
    grouped: true,
    right: reportsRights.see,
  },
];
