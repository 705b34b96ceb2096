import { describe, expect, it } from 'vitest';
import type { MessageFate } from '../../platform/messaging/index.ts';
import type { Way } from '../contract.ts';
import { type Attempt, type AttemptOutcome, isStuck, nextLook, nextWay, outcomeOf } from './ways.ts';
import { longestSms, wordsFor } from './words.ts';

const start = Temporal.Instant.from('2026-12-07T03:00:00Z');
const later = (minutes: number) => start.add({ minutes });
let made = 0;
const tried = (way: Way, outcome: AttemptOutcome | null, minutes = 0): Attempt => ({
  messageId: `m${++made}`,
  way,
  at: later(minutes),
  outcome,
});
const fate = (state: MessageFate['state'], over: Partial<MessageFate> = {}): MessageFate => ({
  state,
  sentAt: null,
  gaveUp: false,
  ...over,
});
const all: readonly Way[] = ['push', 'sms', 'email'];

describe('what became of a message', () => {
  it.each([
    ['push', fate('sent', { sentAt: start }), 1, 'reached'],
    ['sms', fate('sent', { sentAt: start }), 1, null],
    ['sms', fate('sent', { sentAt: start }), 24 * 60, 'reached'],
    ['sms', fate('delivered'), 1, 'reached'],
    ['sms', fate('failed'), 1, 'failed'],
    ['sms', fate('failed', { gaveUp: true }), 1, 'expired'],
    ['sms', fate('expired', { gaveUp: true }), 1, 'expired'],
    ['push', fate('queued'), 600, null],
    ['email', undefined, 1, 'failed'],
  ] as const)('%s %j after %i minutes: %s', (way, given, minutes, outcome) => {
    expect(outcomeOf(tried(way, null), given, later(minutes))).toBe(outcome);
  });

  it('is not asked again once it is known', () => {
    expect(outcomeOf(tried('sms', 'failed'), fate('delivered'), later(1))).toBe('failed');
  });
});

describe('the next way', () => {
  it('is the first that was not tried, in the order of the choice', () => {
    expect(nextWay(all, [], start, start)).toEqual({ way: 'push' });
    expect(nextWay(['email', 'sms'], [], start, start)).toEqual({ way: 'email' });
    expect(nextWay(all, [tried('push', 'failed')], start, later(5))).toEqual({ way: 'sms' });
    expect(nextWay(all, [tried('push', 'expired'), tried('sms', 'failed')], start, later(5))).toEqual({ way: 'email' });
  });

  it('is none where every address failed, and where there is no address', () => {
    expect(nextWay(['push', 'sms'], [tried('push', 'failed'), tried('sms', 'failed')], start, later(5))).toBeNull();
    expect(nextWay([], [], start, start)).toBeNull();
  });

  it('tries again what was not there, six hours after, the one tried longest ago first, for three days', () => {
    const down = [tried('push', 'expired', 0), tried('sms', 'expired', 60)];
    expect(nextWay(['push', 'sms'], down, start, later(120))).toEqual({ later: later(360) });
    expect(nextWay(['push', 'sms'], down, start, later(360))).toEqual({ way: 'push' });
    expect(nextWay(['push', 'sms'], [...down, tried('push', 'failed', 361)], start, later(400))).toEqual({ later: later(420) });
    expect(nextWay(['push', 'sms'], down, start, later(72 * 60))).toBeNull();
  });

  it('is not the one that is still on its way', () => {
    expect(nextWay(['sms'], [tried('sms', 'expired'), tried('sms', null, 400)], start, later(900))).toBeNull();
  });

  it('comes sooner where it is urgent', () => {
    const one = tried('push', null);
    expect([isStuck(one, false, later(59)), isStuck(one, false, later(60)), isStuck(one, true, later(10))]).toEqual([false, true, true]);
  });

  it('is looked for often at first, each hour in the end, and never at once', () => {
    const seconds = (minutes: number) =>
      later(minutes)
        .until(nextLook(start, later(minutes)))
        .total('seconds');
    expect([0, 1, 30, 600].map(seconds)).toEqual([20, 60, 1800, 3600]);
  });
});

describe('the words of a message', () => {
  const said = {
    id: '0190d000-0000-7000-8000-000000000001',
    lang: 'vi' as const,
    title: 'Phản ánh 4829 1356 0027: đã có trả lời',
    words: 'Mời bạn xem và cho biết việc đã được giải quyết chưa.',
    href: '/reports/482913560027#rate',
  };
  const origin = 'https://yenbai-s.example.vn';

  it('fit into two parts of a text message, with the link, whatever else has to give way', () => {
    const { text } = wordsFor('sms', said, 3, origin);
    expect(text.length).toBeLessThanOrEqual(longestSms);
    expect(text).toBe('Phản ánh 4829 1356 0027: đã có trả lời. (và 2 tin khác) https://yenbai-s.example.vn/reports/482913560027');
    expect(wordsFor('sms', { ...said, words: 'Ngắn.' }, 1, origin).text).toContain('Ngắn. https://');
    const long = wordsFor('sms', { ...said, title: 'x'.repeat(150) }, 1, origin).text;
    expect(long).toHaveLength(longestSms);
  });

  it('open the notice from a push, and name the page in an e-mail', () => {
    expect(wordsFor('push', said, 1, origin)).toEqual({ subject: said.title, text: said.words, href: `/account/notices/${said.id}` });
    expect(wordsFor('email', said, 2, origin)).toEqual({
      subject: said.title,
      text: `${said.words} (và 1 tin khác)\n\nhttps://yenbai-s.example.vn/reports/482913560027`,
    });
  });
});
