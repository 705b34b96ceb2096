import type { Module } from '../platform/module/index.ts';
import { accountRoutes } from './account/routes.tsx';
import { texts } from './messages.gen.ts';
import { channelPrivacy, noticeRetention } from './privacy.ts';
import { sendingJobs } from './sending/jobs.ts';

/** What people are told: their choices, their notices, the ways these go. */
export const module: Module = {
  name: 'channel',
  routes: accountRoutes,
  jobs: sendingJobs,
  navigation: [
    { area: 'account', href: '/account/notices', label: (lang) => texts[lang].title(), right: 'people.own', order: 5 },
    { area: 'account', href: '/account/notices/choices', label: (lang) => texts[lang].choices_title(), right: 'people.own', order: 6 },
  ],
  privacy: () => channelPrivacy,
  retention: () => [noticeRetention],
  refusalText: ({ code }, lang) => {
    const t = texts[lang];
    if (code === 'channel.way-unknown') return { title: t.unknown_way_title(), advice: t.unknown_way_advice() };
    return code === 'channel.time-strange' ? { title: t.bad_time_title(), advice: t.bad_time_advice() } : null;
  },
};
